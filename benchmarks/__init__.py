"""Programs that measure docgen; each prints what it found and fails when something must not be."""
