"""Unique Vaccination Certificate Identifiers and their check character (eHealth Network, "Annex 2", version 1.01)."""

from credential_core.claims import CertificateId

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:"
_SEPARATOR = "#"
_PREFIX = "URN:UVCI:01"  # of version 1; it counts for the check character


def make_uvci(country: str, certificate_id: CertificateId) -> str:
    """The identifier of a certificate whose id has the letters A to Z and digits; `country` is ISO 3166-1 alpha-2.

    44 characters for ours; the third of Annex 2's forms, in which the id says nothing about issuer or vaccine.
    """
    body = f"{_PREFIX}:{country}:{certificate_id}"
    return f"{body}{_SEPARATOR}{_check_character(body)}"


def has_wrong_check_character(identifier: str) -> bool:
    """Whether an identifier ends in a check character that is not its own: Luhn mod 38 over all that stands before it.

    It is optional, and many issuers compute it in their own way, so nothing may be refused for it.
    """
    body, separator, check_character = identifier.upper().rpartition(_SEPARATOR)
    return bool(separator) and _check_character(body) != check_character


def _check_character(body: str) -> str | None:
    """Luhn mod N with N = 38, from the right, the rightmost character doubled; None for foreign characters."""
    if not set(body) <= set(_ALPHABET):
        return None
    total = 0
    for place, character in enumerate(reversed(body)):
        addend = _ALPHABET.index(character) * (1 if place % 2 else 2)
        total += sum(divmod(addend, len(_ALPHABET)))
    return _ALPHABET[-total % len(_ALPHABET)]
