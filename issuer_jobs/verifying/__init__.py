"""Verification on CPython: the driver that answers the core's questions, and self-verification."""
