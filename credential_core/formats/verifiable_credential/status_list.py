"""Bitstring Status List credentials (W3C Bitstring Status List v1.0), read without trusting them."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from credential_core.encodings.deflate import inflate_gzip
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_integrity import UnverifiedProof, read_proof
from credential_core.formats.verifiable_credential.members import Members
from credential_core.limits import MAX_STATUS_LIST_BYTES, STATUS_LIST_ENTRIES
from credential_core.resources import CREDENTIALS_V2

CONTEXTS = [CREDENTIALS_V2]
TYPES = ["VerifiableCredential", "BitstringStatusListCredential"]


@dataclass(frozen=True, slots=True)
class UnverifiedStatusList:
    """A status list as read: bit 0 is the most significant bit of the first byte (§3.2)."""

    address: str
    issuer: str
    purpose: str
    valid_from: datetime
    valid_until: datetime
    bits: bytes
    proof: UnverifiedProof
    unsecured_document: JsonObject

    def bit(self, index: int) -> bool:
        """The entry at `index`; refuses (`status_index_out_of_range`) what the list does not cover."""
        if not 0 <= index < len(self.bits) * 8:
            raise MalformedInputError("status_index_out_of_range", index=index)
        return bool(self.bits[index >> 3] >> (7 - (index & 7)) & 1)


def decode_status_list(document: JsonObject) -> UnverifiedStatusList:
    """Read a status list; refuses (`member_…`, `encoded_list`, `status_list_length`) whatever is not one."""
    members = Members(document, "status_list")
    members.expect("@context", CONTEXTS)
    members.expect("type", TYPES)
    subject = Members(members.take("credentialSubject"), "credentialSubject")
    subject.expect("type", "BitstringStatusList")
    address = members.text("id")
    subject.expect("id", f"{address}#list")
    status_list = UnverifiedStatusList(
        address=address,
        issuer=members.text("issuer"),
        purpose=subject.text("statusPurpose"),
        valid_from=members.time("validFrom"),
        valid_until=members.time("validUntil"),
        bits=_decode_bits(subject.take("encodedList")),
        proof=read_proof(members.take("proof")),
        unsecured_document={name: value for name, value in document.items() if name != "proof"},
    )
    subject.finish()
    members.finish()
    return status_list


def _decode_bits(value: object) -> bytes:
    """Multibase base64url without padding (`u`) of a GZIP stream (§3.3)."""
    if not isinstance(value, str) or not value.startswith("u"):
        raise MalformedInputError("encoded_list")
    try:
        compressed = base64.b64decode(value[1:] + "=" * (-(len(value) - 1) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise MalformedInputError("encoded_list") from None
    bits = inflate_gzip(compressed, MAX_STATUS_LIST_BYTES)
    if len(bits) * 8 < STATUS_LIST_ENTRIES:
        raise MalformedInputError("status_list_length", entries=len(bits) * 8)
    return bits
