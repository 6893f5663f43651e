"""Work out what it costs to send a parcel."""
