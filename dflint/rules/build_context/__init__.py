"""Rules on what is sent to the builder."""
