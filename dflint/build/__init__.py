"""What would building a Dockerfile do: stages, the state that is in effect, and what each instruction means in it."""
