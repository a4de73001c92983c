"""Recordings in: finds files, learns what they are from names and tables, and hands whole calls to the store."""
