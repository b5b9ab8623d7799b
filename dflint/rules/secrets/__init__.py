"""Credentials that end up where they can be read."""
