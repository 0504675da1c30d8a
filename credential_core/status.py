"""Certificate status from Bitstring Status Lists: what is announced must be there, authentic and fresh."""

import re
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

from credential_core.claims import StatusReference
from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError, TrustMaterialError
from credential_core.formats.verifiable_credential.data_integrity import (
    hash_document,
    hash_proof_options,
    signing_input,
)
from credential_core.formats.verifiable_credential.status_list import UnverifiedStatusList, decode_status_list
from credential_core.limits import MAX_CLOCK_SKEW_SECONDS, MAX_STATUS_DOCUMENT_BYTES
from credential_core.proofs import SignatureCheck, has_canonical_scalar
from credential_core.resources import CREDENTIALS_V2, Resources
from credential_core.trust import BitstringStatus, KeyUse, TrustEntry

_LIST_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\.json\Z")


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


def read_status(source: StatusSource, reference: StatusReference) -> Questions[CertificateStatus]:
    """Look a certificate up in both of its lists.

    Refuses with TrustMaterialError, and every code means 'cannot tell': `status_list_foreign`,
    `status_list_unavailable`, `status_list_malformed`, `status_list_signature`, `status_list_stale`,
    `status_list_rolled_back`, `status_index_out_of_range`, `clock_is_wrong`.
    """
    revocation = yield from open_status_list(source, reference.revocation_list, "revocation")
    suspension = yield from open_status_list(source, reference.suspension_list, "suspension")
    for status_list in (revocation, suspension):
        _require_current(source, status_list)
    try:
        revoked, suspended = revocation.bit(reference.index), suspension.bit(reference.index)
    except MalformedInputError as error:
        raise TrustMaterialError(error.code, index=reference.index) from None
    return CertificateStatus(revoked, suspended, min(revocation.valid_from, suspension.valid_from))


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
    if (status_list.address, status_list.issuer, status_list.purpose) != (address, source.entry.issuer, purpose):
        raise TrustMaterialError("status_list_malformed", list=name, cause="other_list")
    if status_list.valid_from >= status_list.valid_until:
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
    proof = status_list.proof
    key = source.entry.key(proof.options.verification_method)
    if key is None or KeyUse.STATUS_LIST not in key.uses or not has_canonical_scalar(proof.signature):
        raise TrustMaterialError("status_list_signature", list=name)
    if not key.valid_from <= proof.options.created < min(key.revoked_at or key.valid_until, key.valid_until):
        raise TrustMaterialError("status_list_signature", list=name)
    try:
        message = signing_input(
            hash_proof_options(source.resources.json_ld, proof.options, [CREDENTIALS_V2]),
            hash_document(source.resources.json_ld, status_list.unsecured_document),
        )
    except MalformedInputError as error:
        raise TrustMaterialError("status_list_malformed", list=name, cause=error.code) from None
    if (yield SignatureCheck(key.algorithm, key.public_key, message, proof.signature)) is not True:
        raise TrustMaterialError("status_list_signature", list=name)


def _require_current(source: StatusSource, status_list: UnverifiedStatusList) -> None:
    name = status_list.address.removeprefix(source.mechanism.address)
    if status_list.valid_from < source.mechanism.lists[name]:
        raise TrustMaterialError("status_list_rolled_back", list=name)
    if source.now < status_list.valid_from - timedelta(seconds=MAX_CLOCK_SKEW_SECONDS):
        raise TrustMaterialError("clock_is_wrong", list=name)
    if source.now >= status_list.valid_until:
        raise TrustMaterialError("status_list_stale", list=name)
