"""The services that docgen talks to, played on loopback; see README.md beside this file."""
