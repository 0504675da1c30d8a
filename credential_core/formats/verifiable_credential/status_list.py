"""Status list credentials of any issuer, read without trusting them (Bitstring Status List v1.0, StatusList2021)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_model import (
    objects,
    read_issuer,
    read_period,
    require_data_model,
    require_types,
    require_url,
)
from credential_core.formats.verifiable_credential.one_reading import require_one_reading
from credential_core.formats.verifiable_credential.proof_set import ProofSet, read_proofs
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES

# Type of the credential and of its subject, and what precedes the encoded list: multibase's base64url, or nothing in
# the predecessor, which said base64url only.
_KINDS = (
    ("BitstringStatusListCredential", "BitstringStatusList", "u"),
    ("StatusList2021Credential", "StatusList2021", ""),
)
_MAX_TTL_MILLISECONDS = 10**13  # three centuries, so that no date overflows


@dataclass(frozen=True, slots=True)
class UnverifiedStatusList:
    """A status list as read: bit 0 is the most significant bit of the first byte (§3.2).

    It is current before `valid_until`: the earliest of its own end, its proofs' and its `ttl`; None for no end.
    """

    address: str
    issuer: str
    purposes: frozenset[str]
    valid_from: datetime
    valid_until: datetime | None
    bits: bytes
    proofs: ProofSet

    def bit(self, index: int) -> bool:
        """The entry at `index`; refuses (`status_index_out_of_range`) what the list does not cover."""
        if not 0 <= index < len(self.bits) * 8:
            raise MalformedInputError("status_index_out_of_range", index=index)
        return bool(self.bits[index >> 3] >> (7 - (index & 7)) & 1)


def decode_status_list(document: JsonObject) -> UnverifiedStatusList:
    """Read a status list; refuses whatever is not one.

    Codes: those of `require_data_model`, `read_proofs` and `require_one_reading`, `status_list_type`, `status_purpose`,
    `status_ttl`, `encoded_list`, `deflate…`, `status_list_length`.
    """
    model = require_data_model(document)
    subject, prefix = _subject(document)
    period, proofs = read_period(document, model), read_proofs(document)
    require_one_reading(document, proofs)
    valid_from = period.begins or proofs.made(min)
    if valid_from is None:
        raise MalformedInputError("member_missing", member="credential.validFrom")
    ends = [period.ends, _ttl_end(subject, valid_from), *(proof.expires for proof in proofs.proofs)]
    return UnverifiedStatusList(
        address=require_url(document, "id", "status_list"),
        issuer=read_issuer(document),
        purposes=_purposes(subject.get("statusPurpose")),
        valid_from=valid_from,
        valid_until=min((end for end in ends if end is not None), default=None),
        bits=_decode_bits(subject.get("encodedList"), prefix),
        proofs=proofs,
    )


def _subject(document: JsonObject) -> tuple[JsonObject, str]:
    """The only subject, of the type that belongs to the credential's."""
    types = require_types(document, "status_list")
    subjects = objects(document, "credentialSubject")
    for credential_type, subject_type, prefix in _KINDS:
        matching = [item for item in subjects if subject_type in require_types(item, "credentialSubject")]
        if credential_type in types and len(subjects) == len(matching) == 1:
            return subjects[0], prefix
    raise MalformedInputError("status_list_type")


def _purposes(value: Any) -> frozenset[str]:
    purposes = value if isinstance(value, list) else [value]
    if not purposes or not all(isinstance(purpose, str) and purpose for purpose in purposes):
        raise MalformedInputError("status_purpose")
    return frozenset(purposes)


def _ttl_end(subject: JsonObject, valid_from: datetime) -> datetime | None:
    """A list says in milliseconds after which time a newer one is to be asked for (§2.2, `ttl`)."""
    if "ttl" not in subject:
        return None
    ttl = subject["ttl"]
    if not isinstance(ttl, int) or isinstance(ttl, bool) or not 0 <= ttl <= _MAX_TTL_MILLISECONDS:
        raise MalformedInputError("status_ttl")
    try:
        return valid_from + timedelta(milliseconds=ttl)
    except OverflowError:
        raise MalformedInputError("status_ttl") from None


def _decode_bits(value: Any, prefix: str) -> bytes:
    """Base64url of a GZIP stream (§3.3), padded by some writers of the predecessor; 131,072 entries or more (§2.2)."""
    if not isinstance(value, str) or not value.startswith(prefix):
        raise MalformedInputError("encoded_list")
    try:
        compressed = decode_base64url(value.removeprefix(prefix).rstrip("" if prefix else "="))
    except MalformedInputError:
        raise MalformedInputError("encoded_list") from None
    bits = inflate_gzip(compressed, MAX_STATUS_LIST_BYTES)
    if len(bits) * 8 < STATUS_LIST_ENTRIES:
        raise MalformedInputError("status_list_length", entries=len(bits) * 8)
    return bits
