"""JWK sets (RFC 7517), such as the `.well-known/jwks.json` of a SMART Health Card issuer, and single JWKs."""

import re
from collections.abc import Iterator

from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.trust import TrustKey
from issuer_jobs.trust_sources.card_keys import read_card_keys
from issuer_jobs.trust_sources.entries import NOBODY, entry_by_hand, unique_keys
from issuer_jobs.trust_sources.public_keys import DEFAULT_USES, PRIVATE_KEY, trust_key
from issuer_jobs.trust_sources.sources import (
    Authenticity,
    RefusedKey,
    SourceFile,
    SourceOptions,
    TrustSource,
    read_at_most,
)

_TITLE = "JWK set"
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_MAX_KEYS = 1_000  # an authority has a few


def is_key_set(document: JsonObject) -> bool:
    """Whether a document is a JWK set or a JWK."""
    return "kty" in document or isinstance(document.get("keys"), list)


def read_key_set(file: SourceFile, document: JsonObject, options: SourceOptions) -> TrustSource:
    """Read the keys of one issuer; a card issuer's revocation lists are read from `crl/` beside the file."""
    jwks = [document] if "kty" in document else document["keys"]
    scheme = options.require_scheme(file)
    issuer = options.country if scheme is Scheme.HCERT and options.country else options.require_issuer(file)
    if scheme is Scheme.SMART_HEALTH_CARD:
        found = read_card_keys(issuer, jwks, list(_revocations(file, jwks)), options.uses)
        entry = entry_by_hand(scheme, issuer, found.keys, options, found.status)
        return TrustSource(_TITLE, Authenticity.BY_HAND, NOBODY, (entry,), found.refused)
    refused: list[RefusedKey] = []
    keys, twice = unique_keys(scheme, issuer, _keys(jwks, scheme, issuer, options, refused))
    return TrustSource(
        _TITLE, Authenticity.BY_HAND, NOBODY, (entry_by_hand(scheme, issuer, keys, options),), (*refused, *twice)
    )


def _keys(
    jwks: list[object], scheme: Scheme, issuer: str, options: SourceOptions, refused: list[RefusedKey]
) -> Iterator[TrustKey]:
    if len(jwks) > _MAX_KEYS:
        raise MalformedInputError("keys")
    uses = options.uses or DEFAULT_USES[scheme]
    for number, value in enumerate(jwks, 1):
        try:
            if not isinstance(value, dict):
                raise MalformedInputError("jwk")
            if value.get("use", "sig") != "sig":
                raise MalformedInputError("use")
            yield trust_key(scheme, _key_id(value, scheme, issuer, options), read_jwk(value), uses)
        except CredentialError as error:
            if error.code == PRIVATE_KEY:
                raise
            refused.append(RefusedKey(issuer, f"number {number} in the set", error.code))


def _key_id(jwk: JsonObject, scheme: Scheme, issuer: str, options: SourceOptions) -> str:
    """The `kid`; verifiable credentials name a key with its issuer in front."""
    kid = options.key_id or Members(jwk, "jwk").text("kid")
    return f"{issuer}#{kid}" if scheme is Scheme.VERIFIABLE_CREDENTIAL and "#" not in kid else kid


def _revocations(file: SourceFile, jwks: list[object]) -> Iterator[JsonObject]:
    """The lists that lie beside the set as they do on the issuer's site; one that cannot be read is missing."""
    for jwk in jwks:
        kid = str(jwk.get("kid")) if isinstance(jwk, dict) else ""
        if _THUMBPRINT.match(kid):
            try:
                yield parse_json_object(read_at_most(file.beside(f"crl/{kid}.json")))
            except (OSError, CredentialError):
                continue
