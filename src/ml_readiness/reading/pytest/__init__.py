"""Which tests of a Python file pytest would run, learnt by reading it."""
