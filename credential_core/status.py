"""Certificate status as the issuer's trust entry announces it: the lists must be there, authentic and fresh."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.signed import CardStatus, StatusEntry, Subject
from credential_core.formats.verifiable_credential.proof_set import UnverifiedDocumentProof
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.limits import MAX_CLOCK_SKEW_SECONDS, MAX_STATUS_DOCUMENT_BYTES
from credential_core.proofs import SignatureCheck, is_plausible_signature
from credential_core.resources import Resources
from credential_core.trust import BitstringStatus, CardRevocations, TrustEntry, TrustKey

_LIST_NAME = re.compile(r"[A-Za-z0-9](?:\.?[A-Za-z0-9_-]){0,63}\Z")
_UNIX_SECONDS = re.compile(r"[0-9]{1,10}\Z")


@dataclass(frozen=True, slots=True)
class StatusListRequest:
    """A question for bytes: the status list at `path` below the public root, or None when it is not to be had."""

    path: str


Question: TypeAlias = SignatureCheck | StatusListRequest
Reply: TypeAlias = bool | bytes | None
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
        _require_current(source, status_list)
    purposes: set[str] = set()
    for entry, status_list in zip(entries, lists, strict=True):
        try:
            if status_list.bit(entry.index):
                purposes.add(entry.purpose)
        except MalformedInputError as error:
            raise TrustMaterialError(error.code, index=entry.index) from None
    as_of = min(status_list.valid_from for status_list in lists)
    return CertificateStatus("revocation" in purposes, "suspension" in purposes, as_of)


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
    name = address.removeprefix(source.mechanism.address)
    # Only announced lists are asked for: a certificate must not choose what is requested, nor name a withdrawn list.
    if name == address or not _LIST_NAME.match(name) or name not in source.mechanism.lists:
        raise TrustMaterialError("status_list_foreign")
    data = yield StatusListRequest(source.mechanism.path + name)
    if not isinstance(data, bytes):
        raise TrustMaterialError("status_list_unavailable", list=name)
    status_list = _decode(data, name)
    own = (status_list.address, status_list.issuer) == (address, source.entry.issuer)
    if not own or purpose not in status_list.purposes:
        raise TrustMaterialError("status_list_malformed", list=name, cause="other_list")
    if status_list.valid_until is not None and status_list.valid_from >= status_list.valid_until:
        raise TrustMaterialError("status_list_malformed", list=name, cause="period")
    yield from _authenticate(source, status_list, name)
    return status_list


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
    if Subject.STATUS_LIST not in key.uses or key.algorithm not in proof.algorithms or not is_in_period(key, created):
        raise TrustMaterialError("status_list_signature", list=name)
    try:
        message = proof.message(key.algorithm, source.resources)
    except MalformedInputError as error:
        raise TrustMaterialError("status_list_malformed", list=name, cause=error.code) from None
    if not is_plausible_signature(key.algorithm, proof.value):
        raise TrustMaterialError("status_list_signature", list=name)
    if (yield SignatureCheck(key.algorithm, key.public_key, message, proof.value)) is not True:
        raise TrustMaterialError("status_list_signature", list=name)


def is_in_period(key: TrustKey, time: datetime) -> bool:
    """Whether a key was in use at a time, and not withdrawn."""
    ends = [end for end in (key.valid_until, key.revoked_at) if end is not None]
    return (key.valid_from is None or key.valid_from <= time) and all(time < end for end in ends)


def _require_current(source: StatusSource, status_list: UnverifiedStatusList) -> None:
    name = status_list.address.removeprefix(source.mechanism.address)
    if status_list.valid_from < source.mechanism.lists[name]:
        raise TrustMaterialError("status_list_rolled_back", list=name)
    if source.now < status_list.valid_from - timedelta(seconds=MAX_CLOCK_SKEW_SECONDS):
        raise TrustMaterialError("clock_is_wrong", list=name)
    if status_list.valid_until is not None and source.now >= status_list.valid_until:
        raise TrustMaterialError("status_list_stale", list=name)
