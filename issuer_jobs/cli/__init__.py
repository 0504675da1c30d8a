"""The `divoc` command: thin; each command opens what it needs and calls one job."""
