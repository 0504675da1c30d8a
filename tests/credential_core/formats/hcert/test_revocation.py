from dataclasses import replace
from hashlib import sha256

import pytest

from credential_core.formats.hcert.revocation import RevocationHashes, revocation_hashes
from tests.conformance.hcert_text import decode_hcert_text
from tests.hcert_issuer import Claims, a_cwt, an_hcert

UCI = "URN:UVCI:01:XX:ABC#1"
_PS256 = -37


def truncated(data: bytes) -> bytes:
    """16 bytes of SHA-256."""
    return sha256(data).digest()[:16]


@pytest.mark.parametrize("group", ["v", "t", "r"])
def test_hashes_cover_the_identifier_as_it_stands_and_r_alone(group: str) -> None:
    hcert = decode_hcert_text(an_hcert(a_cwt({1: {group: [{"ci": UCI}]}}, iss="XX")))
    assert revocation_hashes(hcert) == RevocationHashes(
        truncated(UCI.encode()), truncated(b"XX" + UCI.encode()), truncated(hcert.message.value[:32])
    )


def test_an_exchanged_s_does_not_change_the_hash() -> None:
    hcert = decode_hcert_text(an_hcert(a_cwt({1: {"v": [{"ci": UCI}]}})))
    value = hcert.message.value
    other = replace(hcert, message=replace(hcert.message, value=value[:32] + bytes(32)))
    assert revocation_hashes(other) == revocation_hashes(hcert)


def test_of_ps256_the_whole_signature_counts() -> None:
    hcert = decode_hcert_text(an_hcert(a_cwt({1: {"v": [{"ci": UCI}]}})))
    signature = bytes(range(256))
    rsa = replace(hcert, message=replace(hcert.message, algorithm=_PS256, value=signature))
    assert revocation_hashes(rsa).signature == truncated(signature)


@pytest.mark.parametrize(
    "contents", [{}, {1: {}}, {1: "text"}, {1: {"v": []}}, {1: {"v": ["x"]}}, {1: {"v": [{"ci": 7}]}}]
)
def test_without_an_identifier_only_the_signature_is_hashed(contents: Claims) -> None:
    hashes = revocation_hashes(decode_hcert_text(an_hcert(a_cwt(contents))))
    assert (hashes.uci, hashes.country_code_uci) == (None, None)


def test_without_an_issuer_there_is_no_country() -> None:
    hashes = revocation_hashes(decode_hcert_text(an_hcert(a_cwt({1: {"v": [{"ci": UCI}]}}, iss=None))))
    assert (hashes.uci, hashes.country_code_uci) == (truncated(UCI.encode()), None)
