"""The finished whole under attack: whatever fails outside, nothing is lost, doubled or paid for twice."""
