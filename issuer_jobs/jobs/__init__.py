"""The jobs: each takes a plan through its stages to one commit and a publication."""
