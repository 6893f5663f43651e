"""What documenting costs in time, calls and money: docgen, its rivals in the same run, and the lower bound."""
