"""DIVOC's QR packing: our own archives, those that other writers make, and hostile ones."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import Buffer

from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.limits import MAX_INFLATED_BYTES
from tests.builders import a_signed_credential

NAME = "certificate.json"
TEXT = a_signed_credential()


class Unseekable(io.RawIOBase):
    """A stream that only goes forward: zipfile then writes data descriptors, as streaming writers do."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        return self._target.write(data)


def archive(write: Callable[[zipfile.ZipFile], None], *, streaming: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(Unseekable(target) if streaming else target, "w", zipfile.ZIP_DEFLATED) as packed:
        write(packed)
    return target.getvalue()


def with_entry(name: str = NAME, content: bytes = TEXT, **changes: Any) -> Callable[[zipfile.ZipFile], None]:
    def write(packed: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name, (2021, 8, 27, 12, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        for attribute, value in changes.items():
            setattr(entry, attribute, value)
        packed.writestr(entry, content)

    return write


def two_entries(packed: zipfile.ZipFile) -> None:
    with_entry()(packed)
    with_entry("second.json")(packed)


@given(st.binary(max_size=2_000))
def test_round_trip(content: bytes) -> None:
    assert decode_divoc_qr(encode_divoc_qr(content)) == content


def test_every_zip_reader_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(encode_divoc_qr(TEXT))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [NAME]
        assert packed.read(NAME) == TEXT


def test_bytes_depend_on_the_content_only() -> None:
    assert encode_divoc_qr(TEXT) == encode_divoc_qr(bytes(bytearray(TEXT)))


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize(
    "changes",
    [{}, {"create_system": 0}, {"flag_bits": 0x0800}, {"extra": b"\x55\x54\x05\x00\x01\0\0\0\0"}, {"comment": b"x"}],
)
def test_archives_of_other_writers(changes: dict[str, Any], streaming: bool) -> None:
    packed = archive(with_entry(**changes), streaming=streaming)
    assert bool(struct.unpack_from("<H", packed, 6)[0] & 8) is streaming, "a data descriptor follows when streaming"
    assert decode_divoc_qr(packed) == TEXT


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"PK\x03\x04", "zip"),
        (b"PK\x03\x04" + bytes(100), "zip_entry"),
        (archive(lambda packed: None), "zip"),
        (archive(with_entry("other.json")), "zip_entry"),
        (archive(with_entry("../certificate.json")), "zip_entry"),
        (archive(with_entry("Certificate.json")), "zip_entry"),
        (archive(with_entry(compress_type=zipfile.ZIP_STORED)), "zip_entry"),
        (archive(with_entry(compress_type=zipfile.ZIP_BZIP2)), "zip_entry"),
        (archive(with_entry(content=bytes(MAX_INFLATED_BYTES + 1))), "zip_entry"),
        (archive(two_entries), "zip_entry"),
    ],
    ids=range(10),
)
def test_refused_archives(payload: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError) as error:
        decode_divoc_qr(payload)
    assert error.value.code == code


def test_a_size_that_lies_about_a_bomb_is_of_no_use() -> None:
    packed = bytearray(archive(with_entry(content=bytes(5_000_000))))
    struct.pack_into("<I", packed, packed.rindex(b"PK\x01\x02") + 24, 100)
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        decode_divoc_qr(bytes(packed))


def test_a_wrong_checksum() -> None:
    packed = bytearray(encode_divoc_qr(TEXT))
    packed[packed.rindex(b"PK\x01\x02") + 16] ^= 1
    with pytest.raises(MalformedInputError, match="zip_checksum"):
        decode_divoc_qr(bytes(packed))


@given(st.integers(0, len(encode_divoc_qr(TEXT)) - 1))
def test_every_truncation_is_refused(length: int) -> None:
    with pytest.raises(MalformedInputError):
        decode_divoc_qr(encode_divoc_qr(TEXT)[:length])


@given(st.data())
def test_offsets_and_lengths_of_any_value_are_refused_or_harmless(data: st.DataObject) -> None:
    packed = bytearray(encode_divoc_qr(TEXT))
    start = data.draw(st.sampled_from([packed.rindex(b"PK\x01\x02"), packed.rindex(b"PK\x05\x06"), 0]))
    position = start + data.draw(st.integers(0, 20))
    packed[position : position + 2] = data.draw(st.binary(min_size=2, max_size=2))
    try:
        assert decode_divoc_qr(bytes(packed)) == TEXT
    except MalformedInputError as error:
        assert error.code.startswith(("zip", "deflate"))
