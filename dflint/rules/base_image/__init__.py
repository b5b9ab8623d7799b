"""What the image starts from."""
