"""GitHub's JSON, made from the stand-in's state."""
