"""The data that flows through the gate: frozen, one subject a file, no behaviour but its own shape."""
