"""Tests of docgen-action; see README.md beside this file."""
