"""The three facts of an X.509 certificate that a trust list keeps, by walking its DER (RFC 5280, §4.1).

Strict parsers refuse signer certificates that whole countries use (defaults written out, an empty extended key usage),
so this one looks only at what it needs. It judges nothing: who vouches for the certificate does that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from credential_core.encodings.der import INTEGER, OCTET_STRING, OID, SEQUENCE, Element, read_elements, read_sequence
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_X509_BYTES

_CODE = "x509"
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_EXTENDED_KEY_USAGE = bytes.fromhex("551d25")  # 2.5.29.37 (RFC 5280, §4.2.1.12)
_MAX_OID_BYTES = 64  # those in use have a dozen
_FORMATS = {_UTC_TIME: "%y%m%d%H%M%S", _GENERALIZED_TIME: "%Y%m%d%H%M%S"}


@dataclass(frozen=True, slots=True)
class SignerCertificate:
    """A signer's X.509 certificate as read: aware UTC times, its key as SubjectPublicKeyInfo, OIDs as dotted text.

    `extended_key_usage` is empty when the extension is absent or empty.
    """

    not_before: datetime
    not_after: datetime
    public_key_info: bytes
    extended_key_usage: tuple[str, ...]


def read_signer_certificate(der: bytes) -> SignerCertificate:
    """Read a certificate; refuses (`x509`) what is not one, and more than 16 KiB."""
    if len(der) > MAX_X509_BYTES:
        raise MalformedInputError(_CODE)
    certificate = read_sequence(der, _CODE)  # what is signed, by which algorithm, and the signature
    body = read_sequence(certificate[0].encoding, _CODE) if certificate else []
    if body and body[0].tag == _VERSION:
        del body[0]
    # serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, and maybe unique ids before extensions
    if [element.tag for element in body[:6]] != [INTEGER, *[SEQUENCE] * 5]:
        raise MalformedInputError(_CODE)
    times = list(read_elements(body[3].content, _CODE))
    if len(times) != 2:
        raise MalformedInputError(_CODE)
    extensions = [element for element in body[6:] if element.tag == _EXTENSIONS]
    return SignerCertificate(
        not_before=_time(times[0]),
        not_after=_time(times[1]),
        public_key_info=body[5].encoding,
        extended_key_usage=_extended_key_usage(extensions[0]) if extensions else (),
    )


def _extended_key_usage(extensions: Element) -> tuple[str, ...]:
    for extension in read_sequence(extensions.content, _CODE):
        parts = list(read_elements(extension.content, _CODE))
        if len(parts) >= 2 and parts[0].content == _EXTENDED_KEY_USAGE and parts[-1].tag == OCTET_STRING:
            purposes = read_sequence(parts[-1].content, _CODE)
            return tuple(_dotted(purpose.content) for purpose in purposes if purpose.tag == OID)
    return ()


def _time(element: Element) -> datetime:
    """UTCTime's two digits mean 1950 to 2049 (RFC 5280, §4.1.2.5.1); Python's begin and end at 1969."""
    if element.tag not in _FORMATS:
        raise MalformedInputError(_CODE)
    try:
        text = element.content.decode("ascii").removesuffix("Z")
        time = datetime.strptime(text, _FORMATS[element.tag]).replace(tzinfo=UTC)
        return time.replace(year=time.year - 100) if element.tag == _UTC_TIME and time.year > 2049 else time
    except ValueError:
        raise MalformedInputError(_CODE) from None


def _dotted(content: bytes) -> str:
    """An object identifier as dotted text (X.690, §8.19)."""
    if len(content) > _MAX_OID_BYTES:
        raise MalformedInputError(_CODE)
    numbers: list[int] = []
    number = 0
    for byte in content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    if not numbers:
        raise MalformedInputError(_CODE)
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))
