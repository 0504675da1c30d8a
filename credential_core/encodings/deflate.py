"""Bounded inflation: a deflate bomb costs no more than the limit it meets."""

import zlib

from credential_core.errors import MalformedInputError

_RAW = -15
_ZLIB = 15
_GZIP = 31
_ZLIB_METHOD_AND_WINDOW = 0x78  # deflate with a window of 32 KiB, as every zlib writes it (RFC 1950, §2.2)
_PRESET_DICTIONARY = 0x20


def inflate_raw(data: bytes, max_bytes: int) -> bytes:
    """Inflate a raw DEFLATE stream (RFC 1951) of at most `max_bytes` of output."""
    return _inflate(data, max_bytes, _RAW)


def inflate_zlib(data: bytes, max_bytes: int) -> bytes:
    """Inflate one ZLIB stream (RFC 1950) of at most `max_bytes` of output; refuses (`deflate_header`) dictionaries."""
    if len(data) < 2 or data[0] != _ZLIB_METHOD_AND_WINDOW or data[1] & _PRESET_DICTIONARY:
        raise MalformedInputError("deflate_header")
    return _inflate(data, max_bytes, _ZLIB)


def inflate_gzip(data: bytes, max_bytes: int) -> bytes:
    """Inflate one GZIP member (RFC 1952) of at most `max_bytes` of output."""
    return _inflate(data, max_bytes, _GZIP)


def _inflate(data: bytes, max_bytes: int, window_bits: int) -> bytes:
    """Refuses (`deflate`, `deflate_too_large`, `deflate_truncated`, `deflate_trailing_data`)."""
    inflater = zlib.decompressobj(window_bits)
    try:
        output = inflater.decompress(data, max_bytes + 1)
    except zlib.error:
        raise MalformedInputError("deflate") from None
    if len(output) > max_bytes:
        raise MalformedInputError("deflate_too_large", limit=max_bytes)
    if not inflater.eof:
        raise MalformedInputError("deflate_truncated")
    if inflater.unused_data:
        raise MalformedInputError("deflate_trailing_data")
    return output
