"""A word."""
