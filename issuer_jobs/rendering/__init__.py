"""Rendering: the certificate that a person holds, as a tagged PDF with its QR code."""
