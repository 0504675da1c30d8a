"""Engines run one pure function over many slices; `local` uses the processes of this machine."""
