"""Which customers are about to leave, from how they use the service."""
