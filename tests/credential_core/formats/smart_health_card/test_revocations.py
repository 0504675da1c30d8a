import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.certificate_id import encode_certificate_id
from credential_core.claims import CertificateId
from credential_core.encodings.base64url import decode_base64url
from credential_core.errors import MalformedInputError
from credential_core.formats.signed import Subject
from credential_core.formats.smart_health_card.revocations import card_key, revocation_id, revocation_list
from credential_core.trust import CardRevocationList, CardRevocations
from issuer_jobs.trust_sources.card_keys import read_card_keys
from tests.interoperability.smart_health_card.issued_cards import a_card_signer

SIGNER = a_card_signer()


@given(st.binary(min_size=16, max_size=16))
def test_a_revocation_id_is_the_certificate_id_s_bits(bits: bytes) -> None:
    rid = revocation_id(encode_certificate_id(bits))
    assert (len(rid), decode_base64url(rid)) == (22, bits)


@pytest.mark.parametrize("text", ["", "0" * 27, "Z" * 26 + "B", "é" * 27, "0" * 26])
def test_what_is_no_certificate_id(text: str) -> None:
    with pytest.raises(MalformedInputError, match="certificate_id"):
        revocation_id(CertificateId(text))


def test_more_than_128_bits_have_no_revocation_id() -> None:
    """26 characters hold 130 bits; such an id has a right check character and is still nobody's."""
    shape = next(
        f"Z{'0' * 25}{check}" for check in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if _is_id(f"Z{'0' * 25}{check}")
    )
    with pytest.raises(MalformedInputError, match="certificate_id"):
        revocation_id(CertificateId(shape))


def _is_id(text: str) -> bool:
    total = 36
    for character in text[:-1]:
        total = ((total + int(character, 36)) % 36 or 36) * 2 % 37
    return (total + int(text[-1], 36)) % 36 == 1


def test_a_revocation_list_is_the_same_for_the_same_cards() -> None:
    expected = {"kid": "k", "method": "rid", "ctr": 3, "rids": ["a", "b"]}
    assert revocation_list("k", 3, ["b", "a", "b"]) == revocation_list("k", 3, ["a", "b"]) == expected
    assert revocation_list("k", 1, [])["rids"] == []


def test_a_key_and_its_list_are_read_as_anybody_s() -> None:
    revoked = ["MKyCxh7p6uQ", "vwAjHdarZuc"]
    jwk, crl = card_key(SIGNER.public_key, SIGNER.id, 9), revocation_list(SIGNER.id, 9, revoked)
    keys = read_card_keys("https://health.example", [jwk], [crl], frozenset({Subject.VACCINATION}))
    assert [(key.id, key.public_key) for key in keys.keys] == [(SIGNER.id, SIGNER.public_key)]
    assert keys.status == CardRevocations({SIGNER.id: CardRevocationList(9, frozenset(revoked))})
    assert keys.refused == ()


@pytest.mark.parametrize("point", [b"", SIGNER.public_key[1:], b"\x02" + SIGNER.public_key[1:], bytes(65)])
def test_what_is_no_uncompressed_point(point: bytes) -> None:
    with pytest.raises(MalformedInputError, match="point"):
        card_key(point, SIGNER.id, 1)


@pytest.mark.parametrize("counter", [0, -1])
def test_publications_are_counted_from_one(counter: int) -> None:
    with pytest.raises(MalformedInputError, match="counter"):
        revocation_list(SIGNER.id, counter, [])
    with pytest.raises(MalformedInputError, match="counter"):
        card_key(SIGNER.public_key, SIGNER.id, counter)
