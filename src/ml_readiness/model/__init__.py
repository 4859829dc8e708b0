"""The data that flows through the gate: frozen, one subject a file."""
