"""Encodings below the credential formats: bytes and text in, values out."""
