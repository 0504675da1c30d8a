import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import CertificateId
from credential_core.formats.hcert.dcc.uvci import has_wrong_check_character, make_uvci
from tests.strategies import certificate_ids

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:"


@pytest.mark.parametrize(
    "identifier",
    [
        "URN:UVCI:01:NL:187/37512422923#Z",
        "urn:uvci:01:nl:187/37512422923#z",
        "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B",
        "URN:UVCI:01:NL:187/37512422923",
        "",
    ],
)
def test_right_and_absent_check_characters(identifier: str) -> None:
    assert not has_wrong_check_character(identifier)


@pytest.mark.parametrize(
    "identifier",
    ["URN:UVCI:01:NL:187/37512422923#Y", "URN:UVCI:01:NL:187/37512422923#", "URN:UVCI:01:AL:35b71f83-7fc3#J", "#"],
)
def test_wrong_check_characters(identifier: str) -> None:
    assert has_wrong_check_character(identifier)


@given(st.text(ALPHABET, min_size=1, max_size=60), st.data())
def test_every_wrong_character_is_noticed(body: str, data: st.DataObject) -> None:
    (right,) = (one for one in ALPHABET if not has_wrong_check_character(f"{body}#{one}"))
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(body[place], "")))
    assert has_wrong_check_character(f"{body[:place]}{other}{body[place + 1 :]}#{right}")


def test_the_vector_of_annex_2() -> None:
    assert make_uvci("NL", CertificateId("187/37512422923")) == "URN:UVCI:01:NL:187/37512422923#Z"


@given(certificate_ids())
def test_ours_have_44_characters_of_a_codes_alphabet_and_their_check_character(certificate_id: CertificateId) -> None:
    identifier = make_uvci("AT", certificate_id)
    assert len(identifier) == 44
    assert set(identifier) <= set(ALPHABET) | {"#"}
    assert not has_wrong_check_character(identifier)
