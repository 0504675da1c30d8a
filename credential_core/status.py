"""Certificate status as the issuer's trust entry announces it: the lists must be there, authentic and fresh."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import CardStatus, StatusEntry, Subject, TokenStatusEntry
from credential_core.formats.token_status_list.reader import UnverifiedTokenStatusList, decode_token_status_list
from credential_core.formats.verifiable_credential.proof_set import UnverifiedDocumentProof
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.limits import MAX_CLOCK_SKEW_SECONDS, MAX_STATUS_DOCUMENT_BYTES
from credential_core.proofs import SignatureCheck, is_plausible_signature
from credential_core.resources import Resources
from credential_core.trust import BitstringStatus, CardRevocations, TrustEntry, TrustKey

_LIST_NAME = re.compile(r"[A-Za-z0-9](?:\.?[A-Za-z0-9_-]){0,63}\Z")
_UNIX_SECONDS = re.compile(r"[0-9]{1,10}\Z")
_VALID, _REVOKED, _SUSPENDED = 0, 1, 2  # draft-ietf-oauth-status-list, §7.1


@dataclass(frozen=True, slots=True)
class StatusListRequest:
    """A question for bytes: the status list at `path` below the public root, or None when it is not to be had."""

    path: str


Question: TypeAlias = SignatureCheck | StatusListRequest
Reply: TypeAlias = bool | bytes | None
AnyStatusList: TypeAlias = UnverifiedStatusList | UnverifiedTokenStatusList
Result = TypeVar("Result")
Questions: TypeAlias = Generator[Question, Reply, Result]


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """Status as of a time (aware UTC)."""

    revoked: bool
    suspended: bool
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StatusSource:
    """Whose lists may be believed, how to read them, and when 'now' is."""

    entry: TrustEntry
    mechanism: BitstringStatus
    resources: Resources
    now: datetime


def read_status(source: StatusSource, entries: tuple[StatusEntry, ...]) -> Questions[CertificateStatus]:
    """Look a certificate up in all of its lists, at least one.

    Refuses with TrustMaterialError, and every code means 'cannot tell': `status_list_foreign`,
    `status_list_unavailable`, `status_list_malformed`, `status_list_signature`, `status_list_stale`,
    `status_list_rolled_back`, `status_index_out_of_range`, `clock_is_wrong`.
    """
    lists: list[UnverifiedStatusList] = []
    for entry in entries:
        lists.append((yield from open_status_list(source, entry.list_address, entry.purpose)))  # noqa: PERF401
    for status_list in lists:
        _require_current(source, status_list, _list_name(source, status_list.address))
    purposes: set[str] = set()
    for entry, status_list in zip(entries, lists, strict=True):
        try:
            if status_list.bit(entry.index):
                purposes.add(entry.purpose)
        except MalformedInputError as error:
            raise TrustMaterialError(error.code, index=entry.index) from None
    as_of = min(status_list.valid_from for status_list in lists)
    return CertificateStatus("revocation" in purposes, "suspension" in purposes, as_of)


def read_token_status(source: StatusSource, entry: TokenStatusEntry) -> Questions[CertificateStatus]:
    """Look a certificate up in its Token Status List; refuses (TrustMaterialError) as `read_status` does.

    Values other than valid, revoked and suspended mean what only their issuer knows: `status_list_malformed`.
    """
    status_list = yield from open_token_status_list(source, entry.list_address)
    name = _list_name(source, status_list.address)
    _require_current(source, status_list, name)
    try:
        value = status_list.status(entry.index)
    except MalformedInputError as error:
        raise TrustMaterialError(error.code, index=entry.index) from None
    if value not in (_VALID, _REVOKED, _SUSPENDED):
        raise TrustMaterialError("status_list_malformed", list=name, cause="status_value")
    return CertificateStatus(value == _REVOKED, value == _SUSPENDED, status_list.valid_from)


def read_card_status(mechanism: CardRevocations, key_id: str, status: CardStatus) -> bool | None:
    """Whether a SMART Health Card is revoked; None when nothing is published for its key.

    A `rid` with a time revokes what was issued before it (SMART Health Cards, "Revocation").
    """
    revocations = mechanism.lists.get(key_id)
    if revocations is None:
        return None
    if status.revocation_id is None:
        return False
    if status.revocation_id in revocations.revoked:
        return True
    prefix = f"{status.revocation_id}."
    times = [entry.removeprefix(prefix) for entry in revocations.revoked if entry.startswith(prefix)]
    return any(_UNIX_SECONDS.match(time) and status.issued_at.timestamp() < int(time) for time in times)


def open_status_list(source: StatusSource, address: str, purpose: str) -> Questions[UnverifiedStatusList]:
    """An announced list, authenticated, whatever its age; refuses (TrustMaterialError) as `read_status` does."""
    name = _list_name(source, address)
    data = yield from _announced_bytes(source, name)
    status_list = _decode(data, name)
    own = (status_list.address, status_list.issuer) == (address, source.entry.issuer)
    if not own or purpose not in status_list.purposes:
        raise TrustMaterialError("status_list_malformed", list=name, cause="other_list")
    _require_period(status_list, name)
    yield from _authenticate(source, status_list, name)
    return status_list


def open_token_status_list(source: StatusSource, address: str) -> Questions[UnverifiedTokenStatusList]:
    """An announced list, authenticated, whatever its age; refuses (TrustMaterialError) as `read_status` does."""
    name = _list_name(source, address)
    data = yield from _announced_bytes(source, name)
    try:
        status_list = decode_token_status_list(data)
    except MalformedInputError as error:
        raise TrustMaterialError("status_list_malformed", list=name, cause=error.code) from None
    if status_list.address != address:
        raise TrustMaterialError("status_list_malformed", list=name, cause="other_list")
    _require_period(status_list, name)
    yield from _authenticate_token(source, status_list, name)
    return status_list


def _list_name(source: StatusSource, address: str) -> str:
    """Only announced lists are asked for: a certificate must not choose what is requested, nor name a withdrawn list.

    Refuses (`status_list_foreign`).
    """
    name = address.removeprefix(source.mechanism.address)
    if name == address or not _LIST_NAME.match(name) or name not in source.mechanism.lists:
        raise TrustMaterialError("status_list_foreign")
    return name


def _announced_bytes(source: StatusSource, name: str) -> Questions[bytes]:
    data = yield StatusListRequest(source.mechanism.path + name)
    if not isinstance(data, bytes):
        raise TrustMaterialError("status_list_unavailable", list=name)
    return data


def _decode(data: bytes, name: str) -> UnverifiedStatusList:
    if len(data) > MAX_STATUS_DOCUMENT_BYTES:
        raise TrustMaterialError("status_list_malformed", list=name, cause="too_large")
    try:
        return decode_status_list(parse_json_object(data))
    except MalformedInputError as error:
        raise TrustMaterialError("status_list_malformed", list=name, cause=error.code) from None


def _authenticate(source: StatusSource, status_list: UnverifiedStatusList, name: str) -> Questions[None]:
    """Every proof whose key the issuer has must be good, and at least one must be."""
    known = [(proof, source.entry.key(proof.key_id)) for proof in status_list.proofs.proofs]
    if not any(key is not None for _, key in known):
        raise TrustMaterialError("status_list_signature", list=name)
    for proof, key in known:
        if key is not None:
            yield from _check_proof(source, key, proof, proof.created or status_list.valid_from, name)


def _check_proof(
    source: StatusSource, key: TrustKey, proof: UnverifiedDocumentProof, created: datetime, name: str
) -> Questions[None]:
    if not _may_sign(key, created) or key.algorithm not in proof.algorithms:
        raise TrustMaterialError("status_list_signature", list=name)
    try:
        message = proof.message(key.algorithm, source.resources)
    except MalformedInputError as error:
        raise TrustMaterialError("status_list_malformed", list=name, cause=error.code) from None
    if not is_plausible_signature(key.algorithm, proof.value):
        raise TrustMaterialError("status_list_signature", list=name)
    if (yield SignatureCheck(key.algorithm, key.public_key, message, proof.value)) is not True:
        raise TrustMaterialError("status_list_signature", list=name)


def _authenticate_token(source: StatusSource, status_list: UnverifiedTokenStatusList, name: str) -> Questions[None]:
    """One of the keys with the token's key id must have signed, and must have been allowed to."""
    signature = status_list.signature
    algorithm, value = signature.algorithm, signature.value
    for key in source.entry.keys:
        fits = key.id in signature.key_ids and key.algorithm is algorithm and _may_sign(key, status_list.valid_from)
        if not fits or not is_plausible_signature(algorithm, value):
            continue
        if (yield SignatureCheck(algorithm, key.public_key, signature.message, value)) is True:
            return
    raise TrustMaterialError("status_list_signature", list=name)


def _may_sign(key: TrustKey, created: datetime) -> bool:
    return Subject.STATUS_LIST in key.uses and is_in_period(key, created)


def is_in_period(key: TrustKey, time: datetime) -> bool:
    """Whether a key was in use at a time, and not withdrawn."""
    ends = [end for end in (key.valid_until, key.revoked_at) if end is not None]
    return (key.valid_from is None or key.valid_from <= time) and all(time < end for end in ends)


def _require_period(status_list: AnyStatusList, name: str) -> None:
    if status_list.valid_until is not None and status_list.valid_from >= status_list.valid_until:
        raise TrustMaterialError("status_list_malformed", list=name, cause="period")


def _require_current(source: StatusSource, status_list: AnyStatusList, name: str) -> None:
    if status_list.valid_from < source.mechanism.lists[name]:
        raise TrustMaterialError("status_list_rolled_back", list=name)
    if source.now < status_list.valid_from - timedelta(seconds=MAX_CLOCK_SKEW_SECONDS):
        raise TrustMaterialError("clock_is_wrong", list=name)
    if status_list.valid_until is not None and source.now >= status_list.valid_until:
        raise TrustMaterialError("status_list_stale", list=name)
