"""Faults of the files themselves: what cannot be read or parsed."""
