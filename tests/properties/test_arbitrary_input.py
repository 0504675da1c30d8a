"""Whatever bytes come, a verification ends with a report, and arbitrary bytes are never valid."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.strict_json import parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.report import Verdict
from tests.builders import NOW, a_signed_credential
from tests.verdicts import judge, judge_without_trust

TEXT = a_signed_credential()
DOCUMENT = parse_json_object(TEXT)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def assert_reported(payload: bytes) -> None:
    for report in (judge(payload), judge_without_trust(payload)):
        assert report.verdict is not Verdict.VALID
        json.dumps(report.to_json(), allow_nan=False, ensure_ascii=False).encode()


@given(st.binary(max_size=2_000))
def test_bytes(payload: bytes) -> None:
    assert_reported(payload)


@given(st.binary(max_size=500))
def test_bytes_that_look_like_a_credential(payload: bytes) -> None:
    for prefix in (b"{", b"PK\x03\x04", b"HC1:", b"\xef\xbb\xbf{", TEXT[: len(payload)]):
        assert_reported(prefix + payload)


@given(st.binary(max_size=500))
def test_bytes_inside_a_code(content: bytes) -> None:
    assert_reported(encode_divoc_qr(content))


@given(JSON_VALUES)
def test_any_json(value: Any) -> None:
    assert_reported(json.dumps(value).encode())


@given(st.sampled_from(sorted(DOCUMENT)), JSON_VALUES)
def test_any_json_in_a_member(name: str, value: Any) -> None:
    assert_reported(json.dumps(DOCUMENT | {name: value}).encode())


@given(st.sampled_from(sorted(DOCUMENT["credentialSubject"])), JSON_VALUES)
def test_any_json_in_the_subject(name: str, value: Any) -> None:
    subject = DOCUMENT["credentialSubject"] | {name: value}
    assert_reported(json.dumps(DOCUMENT | {"credentialSubject": subject}).encode())


@given(st.datetimes(timezones=st.just(UTC)))
def test_any_clock(now: datetime) -> None:
    assert (judge(TEXT, now=now).verdict is Verdict.VALID) <= (abs(now - NOW) < timedelta(days=7))


@given(st.binary(max_size=3_000))
def test_packing_round_trip(content: bytes) -> None:
    assert decode_divoc_qr(encode_divoc_qr(content)) == content


@given(st.binary(max_size=300))
def test_decoders_raise_only_their_own_errors(data: bytes) -> None:
    for decode in (parse_json_object, decode_divoc_qr):
        try:
            decode(data)
        except MalformedInputError as error:
            assert error.code
