"""The trust list of the WHO's Global Digital Health Certification Network (GDHCN), versions 1 and 2: a DID document.

Keys are taken from the certificates, because the list's JWKs are broken: leading zeros in coordinates, unnamed curves.
"""

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.trust import TrustEntry, TrustKey
from issuer_jobs.trust_sources.certificates import Certificate, hcert_uses, is_issued_by_any, read_certificate
from issuer_jobs.trust_sources.countries import Country, countries
from issuer_jobs.trust_sources.linked_data_proof import decode_document_proof, verify_document_proof
from issuer_jobs.trust_sources.public_keys import trust_key
from issuer_jobs.trust_sources.signers import Signer
from issuer_jobs.trust_sources.sources import (
    EVERY_OPTION,
    Authenticity,
    RefusedKey,
    SourceFile,
    SourceOptions,
    TrustSource,
)

_VALID_FOR = timedelta(days=365)  # the list is made anew every hour, and the network does not say how old is too old
_LIST, _REFERENCES = "trustlist", "trustlist-ref"
_SIGNERS, _AUTHORITIES = "DSC", "SCA"  # the network's key usages; the others sign no certificates of persons
_SOURCE = "WHO GDHCN"
_MAX_CHAIN = 10


@dataclass(frozen=True, slots=True)
class _Method:
    """A verification method: whose key it is, for what, by which id, and its certificates, the key's own first."""

    participant: str
    usage: str
    key_id: str
    chain: tuple[Certificate, ...]


def is_who_trust_list(document: JsonObject) -> bool:
    """Whether a DID document is one of the network's lists."""
    return not {_LIST, _REFERENCES}.isdisjoint(str(document.get("id")).split(":"))


def read_who_trust_list(
    file: SourceFile, document: JsonObject, options: SourceOptions, signers: tuple[Signer, ...]
) -> TrustSource:
    """Read the list; a key that does not fit is refused, the list as a whole (InputError) when its proof does not."""
    options.refuse_given(file, EVERY_OPTION, "a WHO trust list")
    if _REFERENCES in str(document.get("id")).split(":"):
        file.refuse("this list only refers to others. Import https://tng-cdn.who.int/v2/trustlist/did.json instead.")
    created, signature = _authenticate(file, document, signers)
    refused: list[RefusedKey] = []
    methods = tuple(_methods(document, refused))
    entries = _entries(methods, refused)
    return TrustSource(
        title=_title(str(document["id"])),
        authenticity=Authenticity.VERIFIED if signers else Authenticity.NOT_VERIFIED,
        signature=signature,
        entries=tuple(entries),
        refused=tuple(refused),
        issued_at=created,
        valid_until=created + _VALID_FOR,
    )


def _authenticate(file: SourceFile, document: JsonObject, signers: tuple[Signer, ...]) -> tuple[datetime, str]:
    """When the list was made, and whose signature it carries; without `signers` nobody's was checked."""
    proof = decode_document_proof(document)
    if not signers:
        return proof.created, f"says it is by {proof.verification_method}: give that signer's key with --signed-by"
    signer = verify_document_proof(document, proof, signers)
    if signer is None:
        file.refuse(
            "its proof is not by the key given with --signed-by, or the list was altered. Fetch both again, the key"
            f" from {proof.verification_method}."
        )
    signer.require_period(file, proof.created)
    return proof.created, f"{signer.title}, as {proof.verification_method}"


def _title(did: str) -> str:
    if ":v2:" in did:
        return f"WHO GDHCN trust list, {did}"
    return (
        f"WHO GDHCN trust list in its deprecated version 1, which shows some wrong authorities; better import v2, {did}"
    )


def _methods(document: JsonObject, refused: list[RefusedKey]) -> Iterator[_Method]:
    values = document.get("verificationMethod")
    if not isinstance(values, list):
        raise MalformedInputError("verification_method")
    for value in values:
        members = Members(value, "verificationMethod")
        identifier = members.text("id")
        participant, usage = _participant_and_usage(identifier)
        if isinstance(value.get("participant"), dict):  # lists that are filtered have '-' in the id
            participant, usage = _code(value["participant"]), _code(value.get("keyusage"))
        key_id = unquote(identifier.partition("#")[2])
        if usage in (_SIGNERS, _AUTHORITIES):
            try:
                yield _Method(participant, usage, key_id, _chain(members.take("publicKeyJwk")))
            except MalformedInputError as error:
                refused.append(RefusedKey(participant, key_id, error.code))


def _participant_and_usage(identifier: str) -> tuple[str, str]:
    """From `…:trustlist:<domain>:<participant>:<usage>#…` (version 2) or `…:trustlist:<participant>#…` (version 1)."""
    match identifier.partition("#")[0].partition(f":{_LIST}:")[2].split(":"):
        case [participant]:
            return participant.upper(), _SIGNERS
        case [_, participant, usage]:
            return participant, usage
        case _:
            raise MalformedInputError("verification_method")


def _code(value: object) -> str:
    return Members(value, "code").text("code").removeprefix("#")


def _chain(jwk: object) -> tuple[Certificate, ...]:
    chain = Members(jwk, "publicKeyJwk").take("x5c")
    if not isinstance(chain, list) or not chain or len(chain) > _MAX_CHAIN:
        raise MalformedInputError("x509")
    try:
        return tuple(read_certificate(base64.b64decode(text, validate=True)) for text in chain)
    except (binascii.Error, TypeError, ValueError):
        raise MalformedInputError("x509") from None


def _entries(methods: Iterable[_Method], refused: list[RefusedKey]) -> Iterator[TrustEntry]:
    """One entry per country, in their order, each with its keys in theirs."""
    methods = tuple(methods)
    authorities: dict[str, list[Certificate]] = defaultdict(list)
    for method in methods:
        if method.usage == _AUTHORITIES:
            authorities[method.participant].append(method.chain[0])
    keys: dict[str, list[TrustKey]] = defaultdict(list)
    names: dict[str, str] = {}
    for method in methods:
        if method.usage == _SIGNERS:
            try:
                key = _vouched_key(method, authorities)
                country = _country(method)
            except CredentialError as error:
                refused.append(RefusedKey(method.participant, method.key_id, error.code))
                continue
            names.setdefault(country.code, country.name)
            keys[country.code].append(key)
    for code in sorted(keys):
        trusted = tuple(sorted(set(keys[code]), key=lambda key: (key.id, key.multikey)))
        yield TrustEntry(code, names[code], code, trusted, scheme=Scheme.HCERT, source=_SOURCE)


def _vouched_key(method: _Method, authorities: Mapping[str, list[Certificate]]) -> TrustKey:
    """The signer's key; refuses (`key_id`, `authority` and those of keys) one that the list should not have."""
    certificate, *beside = method.chain
    if method.key_id != certificate.key_id:
        raise MalformedInputError("key_id")
    shown = authorities.get(method.participant) or beside
    if shown and not is_issued_by_any(certificate, shown):
        raise MalformedInputError("authority")
    period = certificate.facts.not_before, certificate.facts.not_after
    return trust_key(Scheme.HCERT, certificate.key_id, certificate.key, hcert_uses(certificate), period)


def _country(method: _Method) -> Country:
    """The participant's country; participants that are none go by the letters in their certificates."""
    named, known = method.chain[0].country, countries().get(method.participant)
    if known is None and named is None:
        raise MalformedInputError("country")
    if known is not None and named not in (known.code, None):
        raise MalformedInputError("country")
    return known or Country(str(named), method.participant)
