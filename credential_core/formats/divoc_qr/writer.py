"""Writes DIVOC's QR packing; the bytes depend on nothing but the credential."""

import zlib

from credential_core.formats.divoc_qr.reader import (
    CENTRAL_HEADER,
    DEFLATED,
    END_RECORD,
    ENTRY_NAME,
    LOCAL_HEADER,
    MAGIC,
)

_VERSION_NEEDED = 20
_UTF8_FLAG = 0x0800
_TIME, _DATE = 0, 0x0021  # 1980-01-01 00:00, the earliest time that ZIP can say


def encode_divoc_qr(credential: bytes) -> bytes:
    """Pack a credential's text as a ZIP archive with the single entry `certificate.json`."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    compressed = deflater.compress(credential) + deflater.flush()
    common = (
        _VERSION_NEEDED,
        _UTF8_FLAG,
        DEFLATED,
        _TIME,
        _DATE,
        zlib.crc32(credential),
        len(compressed),
        len(credential),
        len(ENTRY_NAME),
        0,
    )
    local = LOCAL_HEADER.pack(MAGIC, *common) + ENTRY_NAME + compressed
    central = CENTRAL_HEADER.pack(b"PK\x01\x02", _VERSION_NEEDED, *common, 0, 0, 0, 0, 0) + ENTRY_NAME
    return local + central + END_RECORD.pack(b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
