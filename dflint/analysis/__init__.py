"""What building costs: layers, their sizes, and how often the git history would have rebuilt them."""
