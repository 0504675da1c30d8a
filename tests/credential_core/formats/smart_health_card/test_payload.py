from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.payload import CardClaims, parse_payload, read_claims
from tests.cards import CARD_ISSUER, HEALTH_CARD, a_bundle, a_payload, minified


def read(document: dict[str, Any]) -> tuple[CardClaims | None, list[str], str]:
    """The claims, the warnings and the first error's code."""
    findings = Findings()
    claims = read_claims(document, findings)
    error = findings.error()
    return claims, findings.warnings(), "" if error is None else error.code


def with_credential(**changes: Any) -> dict[str, Any]:
    payload = a_payload()
    payload["vc"] = {name: value for name, value in (payload["vc"] | changes).items() if value is not None}
    return payload


def test_the_claims() -> None:
    claims, warnings, error = read(a_payload(nbf=1715107763.677, exp=1746643763.9))
    assert (warnings, error) == ([], "")
    assert claims is not None
    assert (claims.issuer, claims.types, claims.revocation_id) == (CARD_ISSUER, frozenset({HEALTH_CARD}), None)
    assert claims.not_before == datetime(2024, 5, 7, 18, 49, 23, tzinfo=UTC)
    assert claims.expires == datetime(2025, 5, 7, 18, 49, 23, tzinfo=UTC)
    assert claims.bundle == a_bundle()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (a_payload(iss=None), "shc_104_member_missing"),
        (a_payload(iss=7), "shc_104_member_type"),
        (a_payload(iss="x" * 501), "shc_104_member_type"),
        (a_payload(nbf=None), "shc_104_member_missing"),
        (a_payload(nbf="1715107763"), "shc_104_member_type"),
        (a_payload(nbf=True), "shc_104_member_type"),
        (a_payload(nbf=-1), "shc_104_member_type"),
        (a_payload(nbf=10**400), "shc_104_member_type"),
        (a_payload(nbf=1e300), "shc_104_member_type"),
    ],
)
def test_without_issuer_or_issuance_there_are_no_claims(document: dict[str, Any], code: str) -> None:
    assert read(document) == (None, [], code)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (a_payload(iss="http://cards.example"), "shc_119_issuer_not_https"),
        (a_payload(iss="https://cards.example/"), "shc_119_issuer_trailing_slash"),
        (a_payload(vc=None), "shc_104_member_missing"),
        (a_payload(vc=[]), "shc_104_member_type"),
        (with_credential(type=None), "shc_104_member_missing"),
        (with_credential(type=HEALTH_CARD), "shc_104_member_type"),
        (with_credential(type=[7]), "shc_104_member_type"),
        (with_credential(type=[]), "shc_104_no_health_card_type"),
        (with_credential(credentialSubject=None), "shc_104_member_missing"),
        (with_credential(credentialSubject={"fhirBundle": a_bundle()}), "shc_104_member_missing"),
        (with_credential(credentialSubject={"fhirVersion": "4.0.1"}), "shc_103_bundle_missing"),
        (with_credential(credentialSubject={"fhirVersion": "4.0.1", "fhirBundle": {}}), "shc_103_bundle_missing"),
        (with_credential(rid=""), "shc_130_revocation_id"),
        (with_credential(rid="a" * 25), "shc_130_revocation_id"),
        (with_credential(rid="a.1"), "shc_130_revocation_id"),
        (with_credential(rid=7), "shc_130_revocation_id"),
        (a_payload(nbf=1715107763677), "shc_134_nbf_milliseconds"),
        (a_payload(exp="never"), "shc_104_member_type"),
        (a_payload(exp=1), "shc_135_exp_before_nbf"),
    ],
)
def test_claims_that_are_wrong(document: dict[str, Any], code: str) -> None:
    assert read(document)[2] == code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (with_credential(type=[HEALTH_CARD, "https://example.org#other"]), "shc_104_type_not_known"),
        (with_credential(type=["VerifiableCredential", HEALTH_CARD]), "shc_104_type_not_needed"),
        (with_credential(**{"@context": []}), "shc_104_type_not_needed"),
        (with_credential(credentialSubject={"fhirVersion": "5.0.0", "fhirBundle": a_bundle()}), "shc_104_fhir_version"),
    ],
)
def test_what_is_only_told(document: dict[str, Any], code: str) -> None:
    claims, warnings, error = read(document)
    assert claims is not None and (warnings, error) == ([code], "")


def test_an_end_in_milliseconds_is_read_as_such() -> None:
    claims, warnings, error = read(a_payload(nbf=1639496673.998, exp=1739496673998))
    assert claims is not None and claims.expires == datetime(2025, 2, 14, 1, 31, 13, tzinfo=UTC)
    assert (warnings, error) == (["shc_135_exp_milliseconds"], "")


def test_a_revocation_id() -> None:
    claims, _, error = read(with_credential(rid="MKyCxh7p6uQ"))
    assert claims is not None and (claims.revocation_id, error) == ("MKyCxh7p6uQ", "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'"{\\"iss\\": 1}"', "shc_129_payload_text"),
        (b"", "shc_129_payload_form"),
        (b"[]", "shc_129_payload_form"),
        (b'{"iss": 1, "iss": 2}', "shc_129_payload_form"),
        (b"{" * 50, "shc_129_payload_form"),
        (b"\xff", "shc_129_payload_form"),
        (b'{"nbf": NaN}', "shc_129_payload_form"),
        (b'{"nbf": 1e999}', "shc_129_payload_form"),
    ],
)
def test_payloads_that_are_no_objects(data: bytes, code: str) -> None:
    with pytest.raises(MalformedInputError, match=code):
        parse_payload(data, Findings())


@pytest.mark.parametrize(
    ("around", "codes"),
    [
        (b"%b", []),
        (b" %b\n", ["shc_133_surrounding_whitespace"]),
        (b"\xef\xbb\xbf%b", ["shc_133_byte_order_mark"]),
    ],
)
def test_what_stands_around_a_payload_is_told(around: bytes, codes: list[str]) -> None:
    findings = Findings()
    assert parse_payload(around % minified(a_payload()), findings) == a_payload()
    assert findings.warnings() == codes


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["iss", "nbf", "exp", "vc"]))
def test_any_value_of_a_claim(value: Any, name: str) -> None:
    read({**a_payload(), name: value})


@given(JSON, st.sampled_from(["type", "rid", "credentialSubject", "@context"]))
def test_any_value_in_the_credential(value: Any, name: str) -> None:
    read({**a_payload(), "vc": {**a_payload()["vc"], name: value}})
