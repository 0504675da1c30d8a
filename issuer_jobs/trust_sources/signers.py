"""Who signs a source: the keys in the file that the user gives with `--signed-by`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.multikey import KeyType
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.certificates import Certificate
from issuer_jobs.trust_sources.pem import KeyObject, looks_like_keys, read_key_objects
from issuer_jobs.trust_sources.sources import SourceFile, read_at_most

_CURVES: dict[KeyType, ec.EllipticCurve] = {KeyType.P256: ec.SECP256R1(), KeyType.P384: ec.SECP384R1()}


@dataclass(frozen=True, slots=True)
class Signer:
    """A public key that may sign a source, and the certificate that it came in, if any."""

    public_key: ec.EllipticCurvePublicKey
    certificate: Certificate | None = None

    def signed(self, message: bytes, signature: bytes, digest: HashAlgorithm) -> bool:
        """Whether this key made an ECDSA signature in DER."""
        try:
            self.public_key.verify(signature, message, ec.ECDSA(digest))
        except InvalidSignature:
            return False
        return True

    @property
    def title(self) -> str:
        """The signer in words, with the fingerprint that people compare."""
        if self.certificate is None:
            return "the key given with --signed-by"
        return f"{self.certificate.holder or 'a certificate'} (SHA-256 {self.certificate.fingerprint})"

    def require_period(self, file: SourceFile, time: datetime) -> None:
        """Refuse (InputError) what was signed at a time that the signer's certificate does not cover."""
        if self.certificate is None:  # a bare key has no period
            return
        facts = self.certificate.facts
        if not facts.not_before <= time <= facts.not_after:
            file.refuse(
                f"it was signed on {time:%Y-%m-%d}, when the signer's certificate ({facts.not_before:%Y-%m-%d} to"
                f" {facts.not_after:%Y-%m-%d}) was not valid. Fetch the newest source and certificate."
            )


def read_signers(*paths: Path) -> tuple[Signer, ...]:
    """The signers in all files, each as `_read_signers` reads it."""
    return tuple(signer for path in paths for signer in _read_signers(path))


def _read_signers(path: Path) -> tuple[Signer, ...]:
    """The signers in a PEM, DER, JWK, JWK set or DID document file; refuses (ConfigurationError) all others."""
    try:
        data = read_at_most(path)
        keys = _signers_of_objects(read_key_objects(data)) if looks_like_keys(data) else _signers_of_json(data)
        signers = tuple(keys)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except CredentialError as error:
        raise ConfigurationError(
            f"{path} holds no key that signs trust lists ({error.code}). Give a certificate, a public key, a JWK or"
            " a DID document with an ECDSA key."
        ) from None
    if not signers:
        raise ConfigurationError(f"{path} holds no ECDSA key, and lists are signed with ECDSA. Give the signer's key.")
    return signers


def signer_of(found: KeyObject) -> Signer | None:
    """The signer with this certificate or key; None when it makes no ECDSA signatures."""
    certificate = found if isinstance(found, Certificate) else None
    try:
        key = found.parsed.public_key() if isinstance(found, Certificate) else load_der_public_key(found)
    except (ValueError, UnsupportedAlgorithm):
        raise MalformedInputError("public_key") from None
    return Signer(key, certificate) if isinstance(key, ec.EllipticCurvePublicKey) else None


def _signers_of_objects(objects: Iterable[KeyObject]) -> Iterator[Signer]:
    for found in objects:
        signer = signer_of(found)
        if signer is not None:
            yield signer


def _signers_of_json(data: bytes) -> Iterator[Signer]:
    for jwk in _jwks(parse_json_object(data)):
        key_type, public_key = read_jwk(jwk)
        if key_type in _CURVES:
            try:
                yield Signer(ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[key_type], public_key))
            except ValueError:
                raise MalformedInputError("public_key") from None


def _jwks(document: JsonObject) -> list[dict[str, Any]]:
    """The JWKs of a key set, of a DID document, or the document itself."""
    methods = document.get("verificationMethod", [])
    found = [document] if "kty" in document else document.get("keys", [])
    if isinstance(methods, list):
        found = [*found, *(method.get("publicKeyJwk") for method in methods if isinstance(method, dict))]
    return [jwk for jwk in found if isinstance(jwk, dict)]
