"""A pre-merge gate that scores how ready a machine-learning system is for production."""

__version__ = "0.1.0"
