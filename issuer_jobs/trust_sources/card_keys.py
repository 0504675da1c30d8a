"""An issuer's keys for SMART Health Cards: JWKs whose id is their thumbprint, and their revocation lists."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from credential_core.encodings.jwk import read_jwk
from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme, Subject
from credential_core.trust import CardRevocationList, CardRevocations, TrustKey
from issuer_jobs.trust_sources.card_revocations import announced_counter, read_card_revocations
from issuer_jobs.trust_sources.certificates import read_certificate
from issuer_jobs.trust_sources.public_keys import DEFAULT_USES, PRIVATE_KEY, Key, thumbprint, trust_key
from issuer_jobs.trust_sources.sources import RefusedKey

_CARDS = Scheme.SMART_HEALTH_CARD
_MAX_KEYS = 1_000  # an issuer has a new key each year


@dataclass(frozen=True, slots=True)
class CardKeys:
    """What an issuer's key set comes to; keys are in the order of their ids, each once."""

    keys: tuple[TrustKey, ...]
    status: CardRevocations | None
    refused: tuple[RefusedKey, ...]


def read_card_keys(issuer: str, jwks: object, revocations: object, uses: frozenset[Subject]) -> CardKeys:
    """Read an issuer's JWKs and revocation lists, both as JSON; without `uses` its keys sign all health cards.

    A key that does not fit is refused alone. A private key among them (`private_key`) refuses everything.
    """
    lists = _lists(revocations)
    if not isinstance(jwks, list) or len(jwks) > _MAX_KEYS:
        raise MalformedInputError("keys")
    keys: dict[str, TrustKey] = {}
    refused: list[RefusedKey] = []
    for jwk in jwks:
        try:
            key = _card_key(jwk, lists, uses or DEFAULT_USES[_CARDS])
            keys[key.id] = key  # one entry per certificate is allowed, so a key may be there twice
        except CredentialError as error:
            if error.code == PRIVATE_KEY:
                raise
            refused.append(RefusedKey(issuer, _id_of(jwk), error.code))
    published = {key_id: one for key_id, one in lists.items() if key_id in keys}
    status = CardRevocations(published) if published else None
    return CardKeys(tuple(keys[key_id] for key_id in sorted(keys)), status, tuple(refused))


def _card_key(value: object, lists: Mapping[str, CardRevocationList], uses: frozenset[Subject]) -> TrustKey:
    """A key (specification 1.4, "Determining keys associated with an issuer"); refuses each defect by its code."""
    if not isinstance(value, dict):
        raise MalformedInputError("jwk")
    key = read_jwk(value)
    if value.get("use", "sig") != "sig" or value.get("alg", "ES256") != "ES256":
        raise MalformedInputError("use")
    trusted = trust_key(_CARDS, Members(value, "jwk").text("kid"), key, uses)
    if trusted.id != thumbprint(value):
        raise MalformedInputError("key_id")
    _check_certificate(value, key)
    announced = announced_counter(value)
    if announced is not None and (trusted.id not in lists or lists[trusted.id].counter < announced):
        raise MalformedInputError("revocations")
    return trusted


def _check_certificate(jwk: JsonObject, key: Key) -> None:
    """A certificate given with a key must hold that key; whoever lists the key vouches, not the certificate's chain."""
    if "x5c" not in jwk:
        return
    try:
        der = base64.b64decode(jwk["x5c"][0], validate=True)
    except (binascii.Error, LookupError, TypeError, ValueError):
        raise MalformedInputError("x509") from None
    if read_certificate(der).key != key:
        raise MalformedInputError("certificate")


def _lists(values: object) -> dict[str, CardRevocationList]:
    """Key id → list; a list that cannot be read is missing, so the key that announces it is refused."""
    lists: dict[str, CardRevocationList] = {}
    for value in _sequence(values):
        try:
            key_id, revocations = read_card_revocations(value)
        except CredentialError:
            continue
        lists[key_id] = revocations
    return lists


def _sequence(values: object) -> Iterable[object]:
    return values if isinstance(values, list | tuple) else ()


def _id_of(jwk: object) -> str:
    """How a refused key calls itself, shortened."""
    return str(jwk.get("kid", "?"))[:64] if isinstance(jwk, dict) else "?"
