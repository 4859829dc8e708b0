"""Many repositories: where each of them stands, a line a repository."""
