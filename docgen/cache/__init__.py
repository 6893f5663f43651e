"""Docs by fingerprint, shared by runs: DynamoDB, SQLite or none."""
