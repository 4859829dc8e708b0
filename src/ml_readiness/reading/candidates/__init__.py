"""A tracked tree to what may be evidence in it: names, imports, calls; read, never run."""
