"""What does the Dockerfile say? A lossless syntax tree with BuildKit's semantics."""
