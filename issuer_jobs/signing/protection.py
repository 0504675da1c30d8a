"""Protection of key files by a passphrase: Argon2id (RFC 9106) gives a key, SecretBox seals the secret with it."""

import unicodedata
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

# RFC 9106, §4, second recommended option (t=3, 64 MiB); libsodium has one lane. Every worker process opens
# the keys on its own, so the first option's 2 GiB would not do.
_OPERATIONS = 3
_MEMORY_BYTES = 64 * 1024 * 1024

MAX_OPERATIONS = 20
MAX_MEMORY_BYTES = 512 * 1024 * 1024
"""A key file that asks for more was not written by us, and would stop the job for minutes."""


@dataclass(frozen=True, slots=True)
class KeyDerivation:
    """Parameters of Argon2id, as stored in each key file; `salt` is 16 bytes."""

    salt: bytes
    operations: int
    memory_bytes: int

    @classmethod
    def make(cls) -> "KeyDerivation":
        """Today's parameters with a new salt."""
        return cls(random(argon2id.SALTBYTES), _OPERATIONS, _MEMORY_BYTES)

    @property
    def is_acceptable(self) -> bool:
        """Whether the parameters are within what libsodium takes and we are ready to spend."""
        return (
            len(self.salt) == argon2id.SALTBYTES
            and argon2id.OPSLIMIT_MIN <= self.operations <= MAX_OPERATIONS
            and argon2id.MEMLIMIT_MIN <= self.memory_bytes <= MAX_MEMORY_BYTES
        )


class Passphrase:
    """A passphrase and the keys derived from it, each once: files made together share a salt."""

    def __init__(self, text: str) -> None:
        self._text = unicodedata.normalize("NFC", text).encode()
        self._boxes: dict[KeyDerivation, SecretBox] = {}

    def seal(self, secret: bytes, derivation: KeyDerivation) -> bytes:
        """Seal a secret (XSalsa20-Poly1305 with a random nonce in front)."""
        return bytes(self._box(derivation).encrypt(secret))

    def unseal(self, sealed: bytes, derivation: KeyDerivation) -> bytes | None:
        """The secret, or None when this is not the passphrase or the bytes were altered."""
        try:
            return self._box(derivation).decrypt(sealed)
        except (CryptoError, ValueError):
            return None

    def _box(self, derivation: KeyDerivation) -> SecretBox:
        if derivation not in self._boxes:
            key = argon2id.kdf(
                SecretBox.KEY_SIZE,
                self._text,
                derivation.salt,
                opslimit=derivation.operations,
                memlimit=derivation.memory_bytes,
            )
            self._boxes[derivation] = SecretBox(key)
        return self._boxes[derivation]
