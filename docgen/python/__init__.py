"""What we know of Python: symbols, chunks, fingerprints, docstring styles, the truth gate and the splice; pure."""
