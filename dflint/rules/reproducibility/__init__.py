"""Rules on what an image depends on besides its files: platforms, variables, the state of the shell."""
