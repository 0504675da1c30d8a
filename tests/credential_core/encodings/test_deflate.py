import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.deflate import inflate_gzip, inflate_raw
from credential_core.errors import MalformedInputError

LIMIT = 1_000
Inflate = Callable[[bytes, int], bytes]
Deflate = Callable[[bytes], bytes]


def deflate_raw(data: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


both = pytest.mark.parametrize(("inflate", "deflate"), [(inflate_raw, deflate_raw), (inflate_gzip, gzip.compress)])


@both
@given(data=st.binary(max_size=LIMIT))
def test_round_trip(inflate: Inflate, deflate: Deflate, data: bytes) -> None:
    assert inflate(deflate(data), LIMIT) == data


@both
def test_the_limit_is_the_last_size_accepted(inflate: Inflate, deflate: Deflate) -> None:
    assert len(inflate(deflate(bytes(LIMIT)), LIMIT)) == LIMIT
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        inflate(deflate(bytes(LIMIT + 1)), LIMIT)


@both
def test_bomb(inflate: Inflate, deflate: Deflate) -> None:
    with pytest.raises(MalformedInputError, match="deflate_too_large"):
        inflate(deflate(bytes(50_000_000)), LIMIT)


@both
def test_every_truncation_is_refused(inflate: Inflate, deflate: Deflate) -> None:
    packed = deflate(bytes(range(256)))
    for length in range(len(packed)):
        with pytest.raises(MalformedInputError, match="deflate"):
            inflate(packed[:length], LIMIT)


@both
def test_trailing_data(inflate: Inflate, deflate: Deflate) -> None:
    for trailer in (b"\0", deflate(b"second")):
        with pytest.raises(MalformedInputError, match="deflate_trailing_data"):
            inflate(deflate(b"first") + trailer, LIMIT)


@both
@given(data=st.binary(max_size=200))
def test_garbage_is_refused_or_inflated_never_raised(inflate: Inflate, deflate: Deflate, data: bytes) -> None:
    del deflate
    try:
        assert len(inflate(data, LIMIT)) <= LIMIT
    except MalformedInputError as error:
        assert error.code.startswith("deflate")
