"""DIVOC's QR packing: our own archives, those that other writers make, and hostile ones."""

import base64
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
from credential_core.formats.divoc_qr.reader import LOCAL_HEADER, decode_divoc_qr, is_divoc_qr
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
        (b"PK\x03\x04" + bytes(100), "zip"),
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
    for position in (22, packed.rindex(b"PK\x01\x02") + 24):
        struct.pack_into("<I", packed, position, 100)
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        decode_divoc_qr(bytes(packed))


def test_a_wrong_checksum() -> None:
    packed = bytearray(encode_divoc_qr(TEXT))
    for position in (14, packed.rindex(b"PK\x01\x02") + 16):
        packed[position] ^= 1
    with pytest.raises(MalformedInputError, match="zip_checksum"):
        decode_divoc_qr(bytes(packed))


CODE = encode_divoc_qr(TEXT)
CENTRAL, END = CODE.rindex(b"PK\x01\x02"), CODE.rindex(b"PK\x05\x06")
STREAMED = archive(with_entry(), streaming=True)


def with_bytes(position: int, data: bytes, code: bytes = CODE) -> bytes:
    return code[:position] + data + code[position + len(data) :]


def moved(before: bytes = b"", after_entry: bytes = b"", after: bytes = b"") -> bytes:
    """The archive with more bytes around its parts, and a directory that is found all the same."""
    start = len(before) + CENTRAL + len(after_entry)
    end = with_bytes(16, struct.pack("<I", start), CODE[END:])
    return before + CODE[:CENTRAL] + after_entry + CODE[CENTRAL:END] + end + after


@pytest.mark.parametrize(
    "payload",
    [
        moved(before=b"x"),
        moved(after_entry=b"hidden"),
        moved(after_entry=encode_divoc_qr(b"{}")[:CENTRAL]),
        moved(after=b"x"),
        CODE + encode_divoc_qr(b"{}"),
        with_bytes(0, b"PK\x03\x05"),
        with_bytes(6, b"\x01\x08"),  # encrypted, says the local header
        with_bytes(CENTRAL + 8, b"\x01\x08"),  # encrypted, says the directory
        with_bytes(8, b"\0\0"),  # stored, says the local header
        with_bytes(18, b"\0\0\0\0"),  # no length, though nothing is said to follow
        with_bytes(LOCAL_HEADER.size, b"Certificate.json"),
        with_bytes(CENTRAL + 34, b"\1\0"),  # another disk
        with_bytes(CENTRAL + 42, b"\1\0\0\0"),  # another place
        with_bytes(END + 4, b"\1\0"),
        with_bytes(END + 10, b"\2\0"),
        with_bytes(END + 20, b"\1\0") + b"x",  # a comment
        with_bytes(STREAMED.rindex(b"PK\x07\x08") + 4, b"\0\0\0\0", STREAMED),  # a descriptor that says else
    ],
    ids=range(17),
)
def test_archives_that_two_readers_might_read_differently(payload: bytes) -> None:
    with pytest.raises(MalformedInputError, match="zip"):
        decode_divoc_qr(payload)


@pytest.mark.parametrize("code", [CODE, STREAMED], ids=["plain", "streamed"])
def test_the_other_packings(code: bytes) -> None:
    """JSZip's text of Latin-1 characters, scanned as UTF-8; and base64 after a prefix."""
    text = code.decode("latin-1").encode()
    assert len(text) > len(code)
    for payload in (text, b"B64:" + base64.b64encode(code), b"B64:" + base64.b64encode(text) + b"\r\n"):
        assert is_divoc_qr(payload)
        assert decode_divoc_qr(payload) == TEXT


@pytest.mark.parametrize(
    "payload", [b"B64:", b"B64:%%%%", b"B64:UEsDBA", b"B64:" + CODE, b"B64:" + base64.b64encode(TEXT)]
)
def test_base64_of_no_archive(payload: bytes) -> None:
    with pytest.raises(MalformedInputError, match="zip"):
        decode_divoc_qr(payload)


@given(st.sampled_from([CODE, STREAMED]), st.data())
def test_one_changed_bit_is_refused_or_harmless(code: bytes, data: st.DataObject) -> None:
    changed = bytearray(code)
    position = data.draw(st.integers(0, len(code) * 8 - 1))
    changed[position // 8] ^= 1 << position % 8
    for payload in (bytes(changed), changed.decode("latin-1").encode()):
        try:
            assert decode_divoc_qr(payload) == TEXT
        except MalformedInputError as error:
            assert error.code.startswith(("zip", "deflate"))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"B64:"]))
def test_any_bytes_are_refused(noise: bytes, begin: bytes) -> None:
    with pytest.raises(MalformedInputError):
        decode_divoc_qr(begin + noise)


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
