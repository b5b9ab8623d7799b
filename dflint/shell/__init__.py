"""What does a RUN do? Shell scripts, their commands, and what the commands install."""
