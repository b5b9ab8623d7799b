"""Rules on the weights of models."""
