"""What does the compose file say? Services with the place of every key and value, variables, and edits of the text."""
