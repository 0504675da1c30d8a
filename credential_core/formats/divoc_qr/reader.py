"""Opens DIVOC's QR packing (PKWARE APPNOTE 6.3, one local entry) with every length bounded."""

import struct
import zlib

from credential_core.encodings.deflate import inflate_raw
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_INFLATED_BYTES

MAGIC = b"PK\x03\x04"
ENTRY_NAME = b"certificate.json"
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
CENTRAL_HEADER = struct.Struct("<4sHHHHHHIIIHHHHHII")
END_RECORD = struct.Struct("<4sHHHHIIH")
DEFLATED = 8


def decode_divoc_qr(payload: bytes) -> bytes:
    """The bytes of `certificate.json`; refuses (`zip`, `zip_entry`, `zip_checksum`, `deflate…`) anything else.

    Sizes are taken from the central directory, because streaming writers leave them out of the local header.
    """
    method, checksum, compressed_size, size, offset = _central_entry(payload)
    if method != DEFLATED or size > MAX_INFLATED_BYTES:
        raise MalformedInputError("zip_entry")
    try:
        local = LOCAL_HEADER.unpack_from(payload, offset)
    except struct.error:
        raise MalformedInputError("zip") from None
    start = offset + LOCAL_HEADER.size + local[9] + local[10]
    compressed = payload[start : start + compressed_size]
    if local[0] != MAGIC or len(compressed) != compressed_size:
        raise MalformedInputError("zip")
    content = inflate_raw(compressed, MAX_INFLATED_BYTES)
    if len(content) != size or zlib.crc32(content) != checksum:
        raise MalformedInputError("zip_checksum")
    return content


def _central_entry(payload: bytes) -> tuple[int, int, int, int, int]:
    """Method, CRC-32, compressed size, size and local offset of the only entry."""
    end = payload.rfind(b"PK\x05\x06")
    try:
        record = END_RECORD.unpack_from(payload, max(end, 0))
        entry = CENTRAL_HEADER.unpack_from(payload, record[6])
    except struct.error:
        raise MalformedInputError("zip") from None
    name_start = record[6] + CENTRAL_HEADER.size
    name = payload[name_start : name_start + entry[10]]
    if end < 0 or entry[0] != b"PK\x01\x02" or record[4] != 1 or name != ENTRY_NAME:
        raise MalformedInputError("zip_entry")
    return entry[4], entry[7], entry[8], entry[9], entry[16]
