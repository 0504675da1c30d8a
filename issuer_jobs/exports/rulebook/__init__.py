"""The rules for rows, in the order in which they are told."""
