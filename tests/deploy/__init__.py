"""What is deployed beside the program, checked as far as a machine without it can."""
