"""GitHub: its events, its API, its workflow runner."""
