"""Signatures are asked for, not made: the core yields questions and a driver answers True or False."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar, assert_never

from credential_core.encodings.elliptic_curves import P256, P384, Curve
from credential_core.encodings.rsa_keys import read_rsa_key
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.limits import MIN_RSA_BITS

_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's base point (RFC 8032, §5.1)
_FIELD = 2**255 - 19
_ED25519_KEY_BYTES = 32
_ED25519_SIGNATURE_BYTES = 64

# The y coordinates of Ed25519's eight points of small order; with such a key anything may verify.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)


class Algorithm(Enum):
    """Signature algorithms by their JOSE or curve name; all with SHA-256 except ES384 and Ed25519."""

    ED25519 = "Ed25519"
    ES256 = "ES256"
    ES384 = "ES384"
    ES256_P384 = "ES256-P384"  # P-384 with SHA-256: seen under COSE's -7, which RFC 9053 allows
    PS256 = "PS256"
    RS256 = "RS256"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One question: did `public_key` sign `message`?

    Keys are 32 raw bytes (Ed25519), an uncompressed point (ECDSA; SEC 1, §2.3.3) or a SubjectPublicKeyInfo (RSA);
    ECDSA signatures are r || s. The answer is True or False, or None from a driver that cannot check this algorithm.
    """

    algorithm: Algorithm
    public_key: bytes
    message: bytes
    signature: bytes


Answer = TypeVar("Answer")
SignatureQuestions = Generator[SignatureCheck, bool | None, Answer]


def check_public_key(algorithm: Algorithm, public_key: bytes) -> bytes:
    """Return a key in the form of `SignatureCheck`; refuses (`public_key`) what no signature should be believed with.

    That is: wrong lengths, non-canonical and small-order Ed25519 points, points off the curve, short RSA moduli.
    """
    match algorithm:
        case Algorithm.ED25519:
            sound = _is_sound_ed25519_key(public_key)
        case Algorithm.ES256 | Algorithm.ES384 | Algorithm.ES256_P384:
            sound = curve_of(algorithm).contains(public_key)
        case Algorithm.PS256 | Algorithm.RS256:
            sound = _is_sound_rsa_key(public_key)
        case _:
            assert_never(algorithm)
    if not sound:
        raise TrustMaterialError("public_key")
    return public_key


def is_plausible_signature(algorithm: Algorithm, signature: bytes) -> bool:
    """Whether a signature has the right length and canonical numbers; engines differ here, so the core decides first.

    Ed25519: S < L (RFC 8032, §5.1.7). ECDSA: r and s from 1 to n - 1. RSA: any length is the driver's to judge.
    """
    match algorithm:
        case Algorithm.ED25519:
            return len(signature) == _ED25519_SIGNATURE_BYTES and int.from_bytes(signature[32:], "little") < _ORDER
        case Algorithm.ES256 | Algorithm.ES384 | Algorithm.ES256_P384:
            return curve_of(algorithm).is_signature(signature)
        case Algorithm.PS256 | Algorithm.RS256:
            return True
        case _:
            assert_never(algorithm)


def curve_of(algorithm: Algorithm) -> Curve:
    """The curve of an ECDSA algorithm."""
    return P256 if algorithm is Algorithm.ES256 else P384


def _is_sound_ed25519_key(public_key: bytes) -> bool:
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    return len(public_key) == _ED25519_KEY_BYTES and y < _FIELD and y not in _SMALL_ORDER_Y


def _is_sound_rsa_key(public_key: bytes) -> bool:
    try:
        modulus, exponent = read_rsa_key(public_key)
    except MalformedInputError:
        return False
    return modulus.bit_length() >= MIN_RSA_BITS and exponent > 1 and exponent % 2 == 1
