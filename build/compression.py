"""Brotli beside every file that gains by it, kept by content because the largest takes half a minute."""

import os
from hashlib import sha256
from pathlib import Path

import brotli

_SUFFIXES = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".zip"}
_WINDOW_BITS = 24  # the largest that browsers must accept (RFC 7932, §9.1)
_MIN_BYTES = 512


def compress(path: str, data: bytes, cache: Path) -> bytes | None:
    """The file at brotli's highest quality, or None where it would not pay."""
    if Path(path).suffix not in _SUFFIXES or len(data) < _MIN_BYTES:
        return None
    kept = cache / f"{sha256(data).hexdigest()}.br"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(brotli.compress(data, quality=11, lgwin=_WINDOW_BITS))
        unfinished.replace(kept)
    return kept.read_bytes()
