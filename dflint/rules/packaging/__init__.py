"""What is installed, and how it is asked for."""
