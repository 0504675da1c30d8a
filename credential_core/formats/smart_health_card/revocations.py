"""What an issuer of cards publishes: a key with its revocation list ("Revocation", specification 1.4)."""

from collections.abc import Sequence

from credential_core.certificate_id import parse_certificate_id
from credential_core.claims import CertificateId
from credential_core.encodings.base64url import encode_base64url
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError

_BASE32 = str.maketrans("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789ABCDEFGHIJKLMNOPQRSTUV")  # Crockford's to int's
_ID_BYTES = 16
_COORDINATE_BYTES = 32
_UNCOMPRESSED = 4  # SEC 1, §2.3.3


def revocation_id(certificate_id: CertificateId) -> str:
    """A certificate's `rid`: its 128 bits as 22 characters of base64url, of the 24 that are allowed.

    Refuses (`certificate_id`) what is none.
    """
    number = int(parse_certificate_id(certificate_id)[:-1].translate(_BASE32), 32)
    if number.bit_length() > _ID_BYTES * 8:
        raise MalformedInputError("certificate_id")
    return encode_base64url(number.to_bytes(_ID_BYTES, "big"))


def revocation_list(key_id: str, counter: int, revoked: Sequence[str]) -> JsonObject:
    """The content of `.well-known/crl/<kid>.json`; `revoked` are revocation ids, `counter` is one more each time.

    Ids are sorted and once each, without times: an id is one version's of one certificate. Refuses (`counter`) counts
    below 1.
    """
    return {"kid": key_id, "method": "rid", "ctr": _counted(counter), "rids": sorted(set(revoked))}


def card_key(public_point: bytes, key_id: str, counter: int) -> JsonObject:
    """A key of `.well-known/jwks.json` that announces its revocation list; a verifier must fetch it.

    `public_point` is the uncompressed point on P-256 (65 bytes), `key_id` its thumbprint (RFC 7638), `counter` that of
    the list. Refuses (`point`, `counter`).
    """
    if len(public_point) != 1 + 2 * _COORDINATE_BYTES or public_point[0] != _UNCOMPRESSED:
        raise MalformedInputError("point")
    x, y = public_point[1 : 1 + _COORDINATE_BYTES], public_point[1 + _COORDINATE_BYTES :]
    return {
        "kty": "EC",
        "kid": key_id,
        "use": "sig",
        "alg": "ES256",
        "crv": "P-256",
        "x": encode_base64url(x),
        "y": encode_base64url(y),
        "crlVersion": _counted(counter),
    }


def _counted(counter: int) -> int:
    if counter < 1:
        raise MalformedInputError("counter", counter=counter)
    return counter
