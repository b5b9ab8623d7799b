"""Rules on GPUs: CUDA, the driver, and what a container sees of them."""
