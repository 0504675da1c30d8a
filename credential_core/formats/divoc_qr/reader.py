"""Opens DIVOC's QR packings (PKWARE APPNOTE 6.3, one deflated entry) with every length bounded.

A code holds the archive's bytes (Go's writer), or the text whose characters are those bytes (JSZip's, read back as
UTF-8); `B64:` before the archive in base64 is how such codes travel as text.
"""

import base64
import binascii
import struct
import zlib
from dataclasses import dataclass

from credential_core.encodings.deflate import inflate_raw
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_INFLATED_BYTES

MAGIC = b"PK\x03\x04"
BASE64_PREFIX = b"B64:"
ENTRY_NAME = b"certificate.json"
LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
CENTRAL_HEADER = struct.Struct("<4sHHHHHHIIIHHHHHII")
END_RECORD = struct.Struct("<4sHHHHIIH")
DEFLATED = 8

_SIZES = struct.Struct("<III")
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_STREAMED = 0x0008
_KNOWN_FLAGS = 0x080E  # deflate's level, streamed, UTF-8 name; never encrypted or patched


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the central directory says of its only entry; `start` is the directory's own offset."""

    flags: int
    checksum: int
    compressed_size: int
    size: int
    start: int

    @property
    def sizes(self) -> bytes:
        return _SIZES.pack(self.checksum, self.compressed_size, self.size)


def is_divoc_qr(payload: bytes) -> bool:
    """Whether a payload begins as one of the packings."""
    return payload.startswith((MAGIC, BASE64_PREFIX))


def decode_divoc_qr(payload: bytes) -> bytes:
    """The bytes of `certificate.json`; refuses (`zip`, `zip_entry`, `zip_checksum`, `deflate…`) anything else.

    The archive fills the payload: nothing before, between or after its parts, so no two readers see two contents.
    """
    archive = _from_base64(payload) if payload.startswith(BASE64_PREFIX) else payload
    try:
        return _open(archive)
    except MalformedInputError:
        try:
            characters = archive.decode("utf-8").encode("latin-1")
        except UnicodeError:
            characters = archive
        if characters == archive:
            raise
    return _open(characters)


def _from_base64(payload: bytes) -> bytes:
    try:
        return base64.b64decode(payload.removeprefix(BASE64_PREFIX).strip(), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedInputError("zip") from None


def _open(archive: bytes) -> bytes:
    try:
        entry = _central_entry(archive)
        compressed = _compressed(archive, entry)
    except struct.error:
        raise MalformedInputError("zip") from None
    content = inflate_raw(compressed, MAX_INFLATED_BYTES)
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise MalformedInputError("zip_checksum")
    return content


def _central_entry(archive: bytes) -> _Entry:
    """The only entry (§4.3.12, §4.3.16); its sizes are here even when a streaming writer left them out before it."""
    end = len(archive) - END_RECORD.size
    if end < 0:
        raise MalformedInputError("zip")
    magic, *disks_and_counts, size, start, comment = END_RECORD.unpack_from(archive, end)
    if magic != b"PK\x05\x06" or start + size != end or comment:
        raise MalformedInputError("zip")
    fields = CENTRAL_HEADER.unpack_from(archive, start)
    name_length, extra_length, comment_length, disk, _, _, offset = fields[10:]
    name_start = start + CENTRAL_HEADER.size
    name = archive[name_start : name_start + name_length]
    entry = _Entry(fields[3], fields[7], fields[8], fields[9], start)
    whole = CENTRAL_HEADER.size + name_length + extra_length + comment_length == size
    if fields[0] != b"PK\x01\x02" or disks_and_counts != [0, 0, 1, 1] or name != ENTRY_NAME or not whole:
        raise MalformedInputError("zip_entry")
    if fields[4] != DEFLATED or entry.size > MAX_INFLATED_BYTES or entry.flags & ~_KNOWN_FLAGS or offset or disk:
        raise MalformedInputError("zip_entry")
    return entry


def _compressed(archive: bytes, entry: _Entry) -> bytes:
    """The entry's deflated bytes, between a local header that says the same and the directory (§4.3.7 to §4.3.9)."""
    magic, _, flags, method, _, _, *sizes, name_length, extra_length = LOCAL_HEADER.unpack_from(archive)
    name = archive[LOCAL_HEADER.size : LOCAL_HEADER.size + name_length]
    begin = LOCAL_HEADER.size + name_length + extra_length
    end = begin + entry.compressed_size
    said = _SIZES.pack(*sizes)
    if magic != MAGIC or method != DEFLATED or name != ENTRY_NAME or flags & ~_KNOWN_FLAGS or end > entry.start:
        raise MalformedInputError("zip")
    if flags & _STREAMED:
        if said not in (entry.sizes, bytes(_SIZES.size)):
            raise MalformedInputError("zip")
        if archive[end : entry.start].removeprefix(_DESCRIPTOR_MAGIC) != entry.sizes:
            raise MalformedInputError("zip")
    elif said != entry.sizes or end != entry.start:
        raise MalformedInputError("zip")
    return archive[begin:end]
