"""What other tools say of our symbols and docstrings, on a sample of all Python on this machine."""
