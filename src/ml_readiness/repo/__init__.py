"""A repository read without git: its working copy, without following a link, and its commits."""
