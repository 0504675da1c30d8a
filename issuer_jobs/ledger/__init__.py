"""The ledger: one append-only Delta table of keyed hashes, and the personal data kept apart from it."""
