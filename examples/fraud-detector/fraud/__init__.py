"""A small fraud detector: it scores card payments on synthetic data."""
