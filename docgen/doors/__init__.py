"""What the two doors, action and command line, are made of."""
