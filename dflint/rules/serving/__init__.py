"""How the container runs: its command, its health check, its output."""
