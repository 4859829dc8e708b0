"""The gate's ports: to a checkout, or to a commit on GitHub."""
