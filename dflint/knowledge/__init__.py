"""What is known of the world: tables of facts, each row with its source and the day it was looked at."""
