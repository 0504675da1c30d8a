"""A small issuer of HCERTs for tests: claims in, the text of a QR code out, and the trust list that knows its key."""

import base64
import hashlib
import zlib
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import base45
import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.trust import TrustEntry, TrustKey, TrustList
from tests.builders import NOW

Claims: TypeAlias = dict[Any, Any]

COUNTRY = "XXA"
_HCERT = -260
_CURVE = ec.SECP256R1()


def a_signer_key(seed: str = "signer") -> ec.EllipticCurvePrivateKey:
    """A P-256 key; equal seeds give equal keys."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    return ec.derive_private_key(number % (_CURVE.group_order - 1) + 1, _CURVE)


def key_id(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Eight bytes, as HCERT's key ids have them."""
    return hashlib.sha256(_point(key)).digest()[:8]


def a_cwt(sub_claims: Claims, **changes: Any) -> Claims:
    """Claims issued an hour ago, without an end; `iss`, `exp`, `nbf`, `iat` change or (None) remove one."""
    times: dict[str, Any] = {"iss": COUNTRY, "iat": NOW - timedelta(hours=1)} | changes
    numbers = {"iss": 1, "exp": 4, "nbf": 5, "iat": 6}
    claims = {numbers[name]: _plain(value) for name, value in times.items() if value is not None}
    return claims | {_HCERT: sub_claims}


def an_hcert(claims: Claims, key: ec.EllipticCurvePrivateKey | None = None, signed: Claims | None = None) -> bytes:
    """The text of a QR code with these claims; `signed` when the signature is to be of others."""
    key = key or a_signer_key()
    protected, payload = cbor2.dumps({1: -7, 4: key_id(key)}), cbor2.dumps(claims)
    message = cbor2.dumps(["Signature1", protected, b"", cbor2.dumps(signed or claims)])
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return hcert_text(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature])))


def hcert_text(message: bytes) -> bytes:
    """The text of a QR code with this COSE message."""
    return b"HC1:" + bytes(base45.b45encode(zlib.compress(message, 9)))


def hcert_trust(key: ec.EllipticCurvePrivateKey | None = None, **changes: Any) -> TrustList:
    """The trust list that knows the issuer's key for every kind of certificate, good for years on both sides."""
    key = key or a_signer_key()
    uses = frozenset({Subject.VACCINATION, Subject.TEST, Subject.RECOVERY, Subject.CREDENTIAL})
    period = (NOW - timedelta(days=1000), NOW + timedelta(days=1000))
    members: dict[str, Any] = {"uses": uses, "valid_from": period[0], "valid_until": period[1]} | changes
    kid = base64.b64encode(key_id(key)).decode()
    trust_key = TrustKey(kid, Algorithm.ES256, encode_multikey(KeyType.P256, _point(key)), **members)
    entry = TrustEntry(COUNTRY, "Ministry of Health", COUNTRY, (trust_key,), scheme=Scheme.HCERT)
    return TrustList(7, NOW - timedelta(hours=1), NOW + timedelta(days=90), {(Scheme.HCERT, COUNTRY): entry})


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _plain(value: Any) -> Any:
    """Times as NumericDates."""
    return int(value.timestamp()) if isinstance(value, datetime) else value
