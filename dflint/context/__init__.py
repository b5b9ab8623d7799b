"""What is sent to the builder? `.dockerignore` files, build contexts, and what COPY and ADD take from them."""
