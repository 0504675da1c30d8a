import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.multibase import (
    decode_base58,
    decode_ed25519_multikey,
    decode_multibase,
    encode_base58,
    encode_ed25519_multikey,
    encode_multibase,
)
from credential_core.errors import MalformedInputError

# The examples of draft-msporny-base58-03, §5, and leading zeros beyond them.
VECTORS = [
    (b"", ""),
    (b"\0", "1"),
    (b"\0\0\0\1", "1112"),
    (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
    (b"The quick brown fox jumps over the lazy dog.", "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
    (bytes.fromhex("0000287fb4cd"), "11233QC4"),
]


@pytest.mark.parametrize(("data", "text"), VECTORS)
def test_base58_vectors(data: bytes, text: str) -> None:
    assert (encode_base58(data), decode_base58(text)) == (text, data)


@given(st.binary(max_size=100))
def test_base58_round_trip(data: bytes) -> None:
    assert decode_multibase(encode_multibase(data)) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é", "z\n", "2" * 257])
def test_base58_refuses(text: str) -> None:
    with pytest.raises(MalformedInputError, match="base58"):
        decode_base58(text)


@pytest.mark.parametrize("text", ["", "Z6Mk", "uAAAA", "m6Mk", "6Mk"])
def test_only_base58_multibase_is_read(text: str) -> None:
    with pytest.raises(MalformedInputError, match="multibase_prefix"):
        decode_multibase(text)


def test_multikey_of_the_specification() -> None:
    text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"  # vc-di-eddsa, TestVectors/keyPair.json
    assert encode_ed25519_multikey(decode_ed25519_multikey(text)) == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(32),
        b"\xed\x01" + bytes(31),
        b"\xed\x01" + bytes(33),
        b"\x80\x24" + bytes(32),
        b"",
    ],
)
def test_other_multikeys_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedInputError, match="multikey"):
        decode_ed25519_multikey(encode_multibase(data))
