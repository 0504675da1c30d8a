"""HCERTs from the text of their QR codes, for suites that look at the claims themselves."""

from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.deflate import inflate_zlib
from credential_core.formats.hcert.cwt import UnverifiedHcert, decode_hcert
from credential_core.formats.hcert.prefix import strip_hcert_prefix
from credential_core.limits import MAX_HCERT_CHARACTERS, MAX_INFLATED_BYTES


def decode_hcert_text(text: bytes) -> UnverifiedHcert:
    """The certificate as read; refuses (MalformedInputError) as its decoders do."""
    compressed = decode_base45(strip_hcert_prefix(text), MAX_HCERT_CHARACTERS)
    return decode_hcert(inflate_zlib(compressed, MAX_INFLATED_BYTES))
