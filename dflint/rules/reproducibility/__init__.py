"""What a build depends on that may change, and what it leaves behind."""
