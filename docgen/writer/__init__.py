"""Who writes the docs: Claude, or the offline draft."""
