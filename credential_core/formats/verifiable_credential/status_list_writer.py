"""Writes Bitstring Status List credentials; the same bits and times give the same bytes."""

import base64
import zlib
from dataclasses import dataclass
from datetime import datetime

from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject
from credential_core.resources import CREDENTIALS_V2

CONTEXTS = [CREDENTIALS_V2]
TYPES = ["VerifiableCredential", "BitstringStatusListCredential"]
_GZIP = 31


@dataclass(frozen=True, slots=True)
class StatusList:
    """What a status list says; `purpose` is `revocation` or `suspension`, times are aware UTC."""

    address: str
    issuer: str
    purpose: str
    valid_from: datetime
    valid_until: datetime
    bits: bytes


def unsecured_status_list(status_list: StatusList) -> JsonObject:
    """The status list credential to sign."""
    return {
        "@context": list(CONTEXTS),
        "id": status_list.address,
        "type": list(TYPES),
        "issuer": status_list.issuer,
        "validFrom": format_time(status_list.valid_from),
        "validUntil": format_time(status_list.valid_until),
        "credentialSubject": {
            "id": f"{status_list.address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": status_list.purpose,
            "encodedList": _encode_bits(status_list.bits),
        },
    }


def _encode_bits(bits: bytes) -> str:
    """GZIP without a time stamp, so that equal bits give equal text."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    compressed = deflater.compress(bits) + deflater.flush()
    return "u" + base64.urlsafe_b64encode(compressed).rstrip(b"=").decode()
