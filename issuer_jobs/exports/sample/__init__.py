"""Synthetic exports: seeded, free of real persons, the same bytes for the same seed on every day."""
