"""The EU Digital COVID Certificate (sub-claim 1), schema versions 1.0 to 1.3."""
