"""Signatures are asked for, not made: the core yields questions and a driver answers True or False."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from credential_core.errors import TrustMaterialError

_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's base point (RFC 8032, §5.1)
_FIELD = 2**255 - 19
ED25519_KEY_BYTES = 32
ED25519_SIGNATURE_BYTES = 64

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
    """Signature algorithms by their JOSE or curve name."""

    ED25519 = "Ed25519"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """One question: did `public_key` sign `message`? Ed25519: 32-byte key, 64-byte signature.

    The answer is True or False, or None from a driver that cannot check this algorithm.
    """

    algorithm: Algorithm
    public_key: bytes
    message: bytes
    signature: bytes


Answer = TypeVar("Answer")
SignatureQuestions = Generator[SignatureCheck, bool | None, Answer]


def check_public_key(public_key: bytes) -> bytes:
    """Return an Ed25519 key; refuses (`public_key`) wrong lengths, non-canonical and small-order points."""
    y = int.from_bytes(public_key, "little") & (2**255 - 1)
    if len(public_key) != ED25519_KEY_BYTES or y >= _FIELD or y in _SMALL_ORDER_Y:
        raise TrustMaterialError("public_key")
    return public_key


def has_canonical_scalar(signature: bytes) -> bool:
    """Whether S < L (RFC 8032, §5.1.7); engines differ here, so the core decides before it asks."""
    return len(signature) == ED25519_SIGNATURE_BYTES and int.from_bytes(signature[32:], "little") < _ORDER
