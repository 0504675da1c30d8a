from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import Identity
from credential_core.report import CheckName, Outcome, Report, Verdict
from tests.builders import NOW
from tests.hcert_issuer import Claims, a_cwt, an_hcert, hcert_trust
from tests.verdicts import check, found, judge
from tests.who_payloads import BIOPOLIO, DAKAR, STAMARIL, a_dose, a_dvc, a_dvc_of_2024


def verdict_on(dvc: object, now: datetime = NOW, **cwt: Any) -> Report:
    """The report on a signed certificate with claim -6."""
    return judge(an_hcert(a_cwt({-6: dvc}, **cwt)), hcert_trust(), now=now)


def test_a_certificate_of_2026_is_valid_for_life() -> None:
    report = verdict_on(a_dvc())
    assert (report.verdict, report.credential_format, report.warnings) == (
        Verdict.VALID,
        "icvp",
        ("issuer_publishes_no_status",),
    )
    certificate = report.certificate
    assert certificate is not None
    person, dose = certificate.person, certificate.vaccination
    assert (person.name, person.gender, person.nationality) == ("Aulus Agerius", "male", "CHL")
    assert (person.birth_date, person.identity) == (date(1985, 8, 23), Identity("PPN", "16337361-9"))
    assert (dose.vaccine.name, dose.vaccine.disease) == ("Stabilized Yellow Fever Vaccine", "Yellow fever")
    assert dose.vaccine.manufacturer == "Institut Pasteur de Dakar (IPD)"
    assert (dose.date, dose.batch, dose.vaccinator) == (date(2026, 1, 5), "AB123", "Dr A")
    assert (certificate.issuer, certificate.valid_until) == ("XXA", None)


@pytest.mark.parametrize(
    ("iat", "checks"), [(NOW - timedelta(days=400), {}), (None, {"key_usage": "key_expired"})], ids=["dated", "undated"]
)
def test_it_outlives_its_key_only_when_it_says_when_it_was_signed(iat: datetime | None, checks: dict[str, str]) -> None:
    text = an_hcert(a_cwt({-6: a_dvc(a_dose(dv="2025-01-05"))}, iat=iat))
    assert found(judge(text, hcert_trust(valid_until=NOW - timedelta(days=1)))) == checks
    assert found(judge(text, hcert_trust())) == {}


@pytest.mark.parametrize("product", [DAKAR, "FVP-P-64", STAMARIL])
def test_products_of_every_release_and_their_aliases_are_known(product: str) -> None:
    assert verdict_on(a_dvc(a_dose(vp=product))).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "dvc", [a_dvc_of_2024(), [a_dvc_of_2024()], a_dvc([a_dose()]), a_dvc(a_dose(dv=None, dt="2026-01-05"))]
)
def test_older_names_and_shapes_mean_the_same(dvc: object) -> None:
    report = verdict_on(dvc)
    assert report.verdict is Verdict.VALID
    assert report.certificate is not None
    assert report.certificate.vaccination.date == date(2026, 1, 5)
    assert report.certificate.person.gender == "male"


@pytest.mark.parametrize("product", ["YellowFeverProduct" + "0" * 32, "XM0N24", "871772009"])
def test_a_product_outside_the_catalogue_cannot_be_ascertained(product: str) -> None:
    report = verdict_on(a_dvc(a_dose(vp=product)))
    assert (report.verdict, found(report)) == (Verdict.CANNOT_TELL, {"consistency": "product_unknown"})


def test_an_icd_11_vaccine_of_2024_is_named() -> None:
    certificate = verdict_on(a_dvc_of_2024(vp="XM0N24", ma="HIPRA")).certificate
    assert certificate is not None
    vaccine = certificate.vaccination.vaccine
    assert (vaccine.name, vaccine.icd11, vaccine.disease) == ("Yellow fever vaccines", "XM0N24", "Yellow fever")
    assert vaccine.manufacturer == "HIPRA"


@pytest.mark.parametrize(
    ("product", "now", "expected"),
    [
        (DAKAR, datetime(2026, 11, 24, 23, 50, tzinfo=UTC), Verdict.INVALID),  # the ninth day
        (DAKAR, datetime(2026, 11, 25, 0, 0, tzinfo=UTC), Verdict.VALID),  # the tenth
        (BIOPOLIO, datetime(2026, 11, 23, 12, 0, tzinfo=UTC), Verdict.VALID),
    ],
)
def test_yellow_fever_counts_from_the_tenth_day_and_polio_at_once(
    product: str, now: datetime, expected: Verdict
) -> None:
    report = verdict_on(a_dvc(a_dose(vp=product, dv="2026-11-15")), now)
    assert report.verdict is expected
    assert found(report) == ({} if expected is Verdict.VALID else {"validity_period": "not_yet_valid"})


def test_stated_and_enveloped_periods_both_count() -> None:
    begins = a_dvc_of_2024(vls="2026-11-24")
    ends = a_dvc_of_2024(vle="2026-11-22")
    last_day = a_dvc_of_2024(vle="2026-11-23")
    assert found(verdict_on(begins)) == {"validity_period": "not_yet_valid"}
    assert found(verdict_on(ends)) == {"validity_period": "expired"}
    assert found(verdict_on(last_day)) == {}
    assert found(verdict_on(last_day, exp=NOW - timedelta(seconds=1))) == {"validity_period": "expired"}
    assert found(verdict_on(a_dvc(), nbf=NOW + timedelta(hours=1))) == {"validity_period": "not_yet_valid"}


@pytest.mark.parametrize(
    ("dvc", "member"),
    [
        (a_dvc(a_dose(bo=None)), "icvp.vx.bo"),
        (a_dvc(a_dose(cn=None, **{"is": None})), "icvp.vx.cn"),
        (a_dvc(dob=None), "icvp.dob"),
        (a_dvc(s=""), "icvp.s"),
        (a_dvc(nt=None), "icvp.nt"),
        (a_dvc(v=None), "icvp.v"),
        (a_dvc(a_dose(dv=None)), "icvp.vx.dv"),
        (a_dvc(n=None), "icvp.n"),
        (a_dvc(a_dose(vp=None)), "icvp.vx.vp"),
    ],
)
def test_what_the_requirements_demand_must_be_there(dvc: Claims, member: str) -> None:
    report = verdict_on(dvc)
    schema = check(report, CheckName.SCHEMA)
    assert (report.verdict, schema.code, schema.facts) == (Verdict.INVALID, "member_missing", {"member": member})
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED


@pytest.mark.parametrize("present", ["cn", "is"])
def test_a_clinician_or_an_authority_is_enough(present: str) -> None:
    absent = {"cn": "is", "is": "cn"}[present]
    assert verdict_on(a_dvc(a_dose(**{absent: None}))).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("dvc", "code"),
    [
        ([], "not_one"),
        ([a_dvc(), a_dvc()], "not_one"),
        (a_dvc([a_dose(), a_dose()]), "not_one"),
        (a_dvc([]), "not_one"),
        (a_dvc("dose"), "not_an_object"),
        ("text", "not_an_object"),
        (a_dvc(a_dose(dv="05.01.2026")), "member_time"),
        (a_dvc(a_dose(dv="2026-02-30")), "member_time"),
        (a_dvc(a_dose(dv=20260105)), "member_text"),
        (a_dvc(dob="1985"), "member_time"),
        (a_dvc(n="A" * 501), "member_text"),
        (a_dvc(n=b"bytes"), "member_text"),
    ],
)
def test_shapes_that_are_no_single_dose_are_refused_and_the_signature_still_checked(dvc: object, code: str) -> None:
    report = verdict_on(dvc)
    assert (report.verdict, check(report, CheckName.SCHEMA).code) == (Verdict.INVALID, code)
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED


def test_doses_before_birth_or_after_issuance_contradict() -> None:
    assert found(verdict_on(a_dvc(a_dose(dv="1984-01-05")))) == {"consistency": "vaccinated_before_birth"}
    future = found(verdict_on(a_dvc(a_dose(vp=BIOPOLIO, dv="2026-12-05"))))
    assert future == {"consistency": "vaccinated_after_issuance"}


@pytest.mark.parametrize(
    ("stated", "gender"), [("male", "male"), ("F", "female"), ("other", "other"), ("X", "unknown"), ("3", "unknown")]
)
def test_sex_outside_the_four_values_is_unknown(stated: str, gender: str) -> None:
    certificate = verdict_on(a_dvc(s=stated)).certificate
    assert certificate is not None
    assert certificate.person.gender == gender


def test_an_unknown_template_and_early_issuance_are_warnings() -> None:
    report = verdict_on(a_dvc(a_dose(dv="2025-01-05"), v="7"), iat=datetime(2025, 9, 18, 23, 59, tzinfo=UTC))
    assert report.verdict is Verdict.VALID
    assert set(report.warnings) == {"icvp_version_unknown", "icvp_before_in_force", "issuer_publishes_no_status"}
    assert "icvp_before_in_force" not in verdict_on(a_dvc(), iat=datetime(2025, 9, 19, tzinfo=UTC)).warnings


def test_a_changed_dose_breaks_the_signature() -> None:
    shown, signed = a_cwt({-6: a_dvc()}), a_cwt({-6: a_dvc(n="Numerius Negidius")})
    assert found(judge(an_hcert(shown, signed=signed), hcert_trust())) == {"signature": "signature_mismatch"}


JSON_LIKE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.just("2026-01-05"),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from([*a_dvc(), *a_dose(), "ntl", "vls", "tg", "u", "x"]), children, max_size=6)
    ),
    max_leaves=12,
)


@given(JSON_LIKE, st.sampled_from([-6, 3, 4, 5]))
def test_any_claims_end_in_a_report(claims: Any, sub_claim: int) -> None:
    report = judge(an_hcert(a_cwt({sub_claim: claims})), hcert_trust())
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED
    assert report.verdict is not Verdict.VALID


@given(
    st.dictionaries(st.sampled_from([*a_dvc(), "vx"]), JSON_LIKE, max_size=3),
    st.dictionaries(st.sampled_from([*a_dose()]), JSON_LIKE, max_size=3),
)
def test_a_certificate_with_anything_in_its_members_ends_in_a_report(person: Claims, dose: Claims) -> None:
    dvc = a_dvc(a_dose() | dose) | person
    report = judge(an_hcert(a_cwt({-6: dvc})), hcert_trust())
    assert check(report, CheckName.SIGNATURE).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("claim", "identifier"),
    [(b"00041061050R3GG28A1C60T3GFE", "00041061050R3GG28A1C60T3GFE"), (b"\xff\x00", None), ("text", None), (b"", None)],
)
def test_the_id_of_the_envelope(claim: object, identifier: str | None) -> None:
    report = judge(an_hcert(a_cwt({-6: a_dvc()}) | {7: claim}), hcert_trust(), {})
    assert report.certificate is not None and report.certificate.id == identifier
