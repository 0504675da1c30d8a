"""What stands before an HCERT's base45 text (HCERT, "QR 2D Barcode"): a version of the format, or a country's own."""

import re

from credential_core.errors import MalformedInputError

# HC1 is the one version so far. National certificates with the same encoding: Norway's domestic, Switzerland's light
# certificate, Austria's exemption from vaccination.
_PREFIXES = (b"HC1:", b"NO1:", b"LT1:", b"AT1:")
_FAMILY = re.compile(rb"(?:HC[1-9A-Z]|NO1|LT1|AT1):")


def has_hcert_prefix(text: bytes) -> bool:
    """Whether a text begins as an HCERT, of this version or of one to come; letters count as they are."""
    return _FAMILY.match(text) is not None


def strip_hcert_prefix(text: bytes) -> bytes:
    """The base45 text; refuses (`hcert_version`) later versions and (`hcert_prefix`) everything else."""
    if text.startswith(_PREFIXES):
        return text[len(_PREFIXES[0]) :]
    raise MalformedInputError("hcert_version" if has_hcert_prefix(text) else "hcert_prefix")
