"""Verification of a certificate from its bytes: every check named, the verdict computed from them."""

from credential_core.verification.judging import verify_certificate

__all__ = ["verify_certificate"]
