"""Asking in Message Batches: half the price for an answer within hours, from runs that may end in between."""
