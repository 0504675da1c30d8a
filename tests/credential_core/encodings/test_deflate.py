import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.deflate import inflate_gzip, inflate_raw, inflate_zlib
from credential_core.errors import MalformedInputError
from tests.cards import deflate

LIMIT = 1_000
Inflate = Callable[[bytes, int], bytes]
Deflate = Callable[[bytes], bytes]


every_container = pytest.mark.parametrize(
    ("inflate", "deflate"),
    [(inflate_raw, deflate), (inflate_gzip, gzip.compress), (inflate_zlib, zlib.compress)],
)


@every_container
@given(data=st.binary(max_size=LIMIT))
def test_round_trip(inflate: Inflate, deflate: Deflate, data: bytes) -> None:
    assert inflate(deflate(data), LIMIT) == data


@every_container
def test_the_limit_is_the_last_size_accepted(inflate: Inflate, deflate: Deflate) -> None:
    assert len(inflate(deflate(bytes(LIMIT)), LIMIT)) == LIMIT
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        inflate(deflate(bytes(LIMIT + 1)), LIMIT)


@every_container
def test_bomb(inflate: Inflate, deflate: Deflate) -> None:
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        inflate(deflate(bytes(50_000_000)), LIMIT)


@every_container
def test_every_truncation_is_refused(inflate: Inflate, deflate: Deflate) -> None:
    packed = deflate(bytes(range(256)))
    for length in range(len(packed)):
        with pytest.raises(MalformedInputError, match="deflate"):
            inflate(packed[:length], LIMIT)


@every_container
def test_trailing_data(inflate: Inflate, deflate: Deflate) -> None:
    for trailer in (b"\0", deflate(b"second")):
        with pytest.raises(MalformedInputError, match="deflate_trailing_data"):
            inflate(deflate(b"first") + trailer, LIMIT)


@every_container
@given(data=st.binary(max_size=200))
def test_garbage_is_refused_or_inflated_never_raised(inflate: Inflate, deflate: Deflate, data: bytes) -> None:
    del deflate
    try:
        assert len(inflate(data, LIMIT)) <= LIMIT
    except MalformedInputError as error:
        assert error.code.startswith("deflate")


@pytest.mark.parametrize("level", range(10))
def test_zlib_streams_of_every_level(level: int) -> None:
    assert inflate_zlib(zlib.compress(b"certificate", level), LIMIT) == b"certificate"


def test_a_preset_dictionary_is_refused() -> None:
    deflater = zlib.compressobj(zdict=b"certificate")
    packed = deflater.compress(b"certificate") + deflater.flush()
    with pytest.raises(MalformedInputError, match="deflate_header"):
        inflate_zlib(packed, LIMIT)


@pytest.mark.parametrize("packed", [b"", b"x", deflate(b"first"), gzip.compress(b"first"), b"\x58\x85\x03\x00"])
def test_other_containers_than_zlib_are_refused(packed: bytes) -> None:
    with pytest.raises(MalformedInputError, match="deflate_header"):
        inflate_zlib(packed, LIMIT)
