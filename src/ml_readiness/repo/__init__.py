"""A working copy as git tracks it, read without git and without following a link."""
