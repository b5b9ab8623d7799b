"""Rules on the services of compose files."""
