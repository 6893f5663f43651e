"""Where code comes from: the event, a pull request, a git range, a tree."""
