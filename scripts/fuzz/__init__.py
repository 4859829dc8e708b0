"""Hostile inputs in numbers, for whatever reads or shows what others wrote."""
