"""Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2)."""

from collections.abc import Mapping
from typing import Any

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.elliptic_curves import P256, P384
from credential_core.encodings.multikey import KeyType
from credential_core.encodings.rsa_keys import spki_of_numbers
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_RSA_KEY_BYTES

# RFC 7518, §6.2.2, §6.3.2 and §6.4.1; RFC 8037, §2
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_CURVES = {"P-256": (KeyType.P256, P256), "P-384": (KeyType.P384, P384)}


def read_jwk(jwk: Mapping[str, Any]) -> tuple[KeyType, bytes]:
    """Kind and key, as `proofs.SignatureCheck` takes it.

    Refuses (`private_key`, `key_type`, `jwk`, `point`, `rsa_key`, `base64url`) others and private ones. Coordinates may
    have leading zero bytes too many or too few, as some authorities' software writes them.
    """
    if not _PRIVATE_MEMBERS.isdisjoint(jwk):
        raise MalformedInputError("private_key")
    match jwk.get("kty"), jwk.get("crv"):
        case "EC", str(name) if name in _CURVES:
            key_type, curve = _CURVES[name]
            x, y = _number(jwk.get("x")), _number(jwk.get("y"))
            if max(x, y) >= curve.prime:
                raise MalformedInputError("point")
            size = curve.coordinate_bytes
            return key_type, curve.uncompress(b"\x04" + x.to_bytes(size, "big") + y.to_bytes(size, "big"))
        case "OKP", "Ed25519":
            return KeyType.ED25519, _bytes(jwk.get("x"))
        case "RSA", _:
            return KeyType.RSA, spki_of_numbers(_number(jwk.get("n")), _number(jwk.get("e")))
        case _:
            raise MalformedInputError("key_type")


def _number(value: object) -> int:
    return int.from_bytes(_bytes(value), "big")


def _bytes(value: object) -> bytes:
    """Base64url, padded or not."""
    if not isinstance(value, str) or not 0 < len(value) <= 2 * MAX_RSA_KEY_BYTES:
        raise MalformedInputError("jwk")
    return decode_base64url(value.rstrip("="))
