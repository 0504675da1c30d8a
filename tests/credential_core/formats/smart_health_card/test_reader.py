from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.claims import Facility, PartialDate, Person, TestResult, Vaccination, Vaccine
from credential_core.formats.signed import Subject
from credential_core.formats.smart_health_card.findings import Findings
from credential_core.formats.smart_health_card.reader import UnverifiedCard, read_card
from tests.builders import RESOURCES
from tests.cards import (
    CARD_ISSUER,
    HEALTH_CARD,
    ISSUED,
    a_bundle,
    a_patient,
    a_payload,
    an_immunization,
    an_observation,
)

SPIKEVAX = "COVID-19, mRNA, LNP-S, PF, 100 mcg/0.5mL dose or 50 mcg/0.25mL dose"
IMMUNIZATION, COVID_19, LABORATORY = (
    f"https://smarthealth.cards#{name}" for name in ("immunization", "covid19", "laboratory")
)


YELLOW_FEVER = an_immunization(vaccineCode={"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "37"}]})
UNKNOWN = an_immunization(vaccineCode={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]})


def read(bundle: dict[str, Any], *types: str) -> tuple[UnverifiedCard, list[str], str]:
    """The card, the warnings and the first error's code."""
    payload = a_payload(bundle)
    payload["vc"]["type"] += types
    findings = Findings()
    card = read_card(payload, RESOURCES.code_lists, findings)
    assert card is not None
    error = findings.error()
    return card, findings.warnings(), "" if error is None else error.code


def event(resource: dict[str, Any]) -> Any:
    card, _, error = read(a_bundle(a_patient(), resource))
    assert error == "" and card.certificate is not None
    return card.certificate.event


def dose(**changes: Any) -> Vaccination:
    found = event(an_immunization(**changes))
    assert isinstance(found, Vaccination)
    return found


def result(**changes: Any) -> TestResult:
    found = event(an_observation(**changes))
    assert isinstance(found, TestResult)
    return found


def person(**changes: Any) -> Person:
    card, _, _ = read(a_bundle(a_patient(**changes), an_immunization()))
    assert card.certificate is not None
    return card.certificate.person


def test_one_dose() -> None:
    card, warnings, error = read(a_bundle())
    assert (warnings, error, card.subject) == ([], "", Subject.VACCINATION)
    certificate = card.certificate
    assert certificate is not None
    assert (certificate.issuer, certificate.issued_at, certificate.valid_until) == (CARD_ISSUER, ISSUED, None)
    assert certificate.person == Person("John B. Anyperson", birth_date=date(1951, 1, 20))
    assert certificate.event == Vaccination(
        vaccine=Vaccine(SPIKEVAX, disease="COVID-19", cvx="207"),
        date=date(2021, 1, 29),
        batch="0000007",
        facility=Facility("ABC General Hospital"),
    )
    assert certificate.earlier == ()


def test_the_latest_of_several_doses_is_the_certificate_s_own() -> None:
    days = ["2021-01-29", "2022-09-05", "2021-01-01", "2021"]
    card, _, _ = read(a_bundle(a_patient(), *(an_immunization(occurrenceDateTime=day) for day in days)))
    assert card.certificate is not None
    doses = [
        one.date.isoformat()
        for one in (*card.certificate.earlier, card.certificate.event)
        if isinstance(one, Vaccination)
    ]
    assert doses == ["2021", "2021-01-01", "2021-01-29", "2022-09-05"]


def test_a_laboratory_result() -> None:
    card, warnings, error = read(a_bundle(a_patient(), an_observation()))
    assert (warnings, error, card.subject) == ([], "", Subject.TEST)
    assert card.certificate is not None and card.certificate.event == TestResult(
        test_type="SARS-CoV-2 Ag Resp Ql IA.rapid",
        result="Not detected",
        collected_at=date(2021, 2, 17),
        disease="COVID-19",
        facility=Facility("ABC General Hospital"),
    )


@pytest.mark.parametrize(
    ("codings", "name", "disease"),
    [
        ([("http://hl7.org/fhir/sid/cvx", "37")], "yellow fever live", "Yellow fever"),
        ([("http://hl7.org/fhir/sid/cvx", "03")], "MMR", "Measles, mumps, rubella"),
        ([("http://hl7.org/fhir/sid/cvx", "9999")], "9999", None),
        ([("http://id.who.int/icd/release/11/mms", "XM0GQ8")], "COVID-19 vaccine, RNA based", "COVID-19"),
        ([("http://snomed.info/sct", "1119305005")], "1119305005", None),
        ([("https://www.gs1.org/gtin", "30380777700688")], "30380777700688", None),
    ],
)
def test_vaccines_by_their_codes(codings: list[tuple[str, str]], name: str, disease: str | None) -> None:
    vaccine = dose(vaccineCode={"coding": [{"system": system, "code": code} for system, code in codings]}).vaccine
    assert (vaccine.name, vaccine.disease) == (name, disease)


def test_a_vaccine_by_its_own_words_and_its_maker() -> None:
    maker = {"identifier": {"system": "http://hl7.org/fhir/sid/mvx", "value": "PFR"}}
    assert dose(vaccineCode={"text": "a vaccine"}, manufacturer=maker).vaccine == Vaccine("a vaccine", "PFR")
    assert dose(manufacturer={"display": "Pfizer"}).vaccine.manufacturer == "Pfizer"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", PartialDate(2021)),
        ("2021-01", PartialDate(2021, 1)),
        ("2021-01-29T23:30:00-05:00", date(2021, 1, 29)),
    ],
)
def test_dates_as_they_are_written(text: str, expected: object) -> None:
    assert dose(occurrenceDateTime=text).date == expected


def test_times_of_tests_are_utc() -> None:
    found = result(effectiveDateTime="2021-02-17T23:30:00-05:00", issued="2021-02-18T10:00:00.5Z")
    assert found.collected_at == datetime(2021, 2, 18, 4, 30, tzinfo=UTC)
    assert found.resulted_at == datetime(2021, 2, 18, 10, 0, 0, 500_000, tzinfo=UTC)
    assert result(effectiveDateTime=None, effectivePeriod={"start": "2021-02-17"}).collected_at == date(2021, 2, 17)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "260373001"}]}}, "Detected"),
        ({"valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA11882-0"}]}}, "LA11882-0"),
        ({"valueCodeableConcept": {"text": "Positive"}}, "Positive"),
        ({"valueCodeableConcept": None, "valueQuantity": {"value": 122, "unit": "umol/L"}}, "122 umol/L"),
        ({"valueCodeableConcept": None, "valueQuantity": {"value": 0.5, "comparator": "<", "code": "g"}}, "<0.5 g"),
        ({"valueCodeableConcept": None, "valueString": "Positive"}, "Positive"),
    ],
)
def test_results_of_every_type(value: dict[str, Any], expected: str) -> None:
    assert result(**value).result == expected


def test_a_test_that_is_not_of_covid_19() -> None:
    found = result(code={"coding": [{"system": "http://loinc.org", "code": "10348-1"}]})
    assert (found.test_type, found.disease) == ("10348-1", None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"text": "Marie Skłodowska Curie"}, "Marie Skłodowska Curie"),
        ({"family": "Curie", "given": ["Marie", "Salomea"]}, "Marie Salomea Curie"),
        ({"family": "Curie", "given": ["Marie"], "prefix": ["Dr"], "suffix": ["PhD"]}, "Dr Marie Curie PhD"),
        ({"family": "Suharto"}, "Suharto"),
    ],
)
def test_names(name: dict[str, Any], expected: str) -> None:
    assert person(name=[name]).name == expected
    assert person(name=[{"text": "nickname", "use": "nickname"}, {**name, "use": "official"}]).name == expected


def test_names_of_which_one_is_not_in_use() -> None:
    for use in ("old", "maiden"):
        assert person(name=[{"text": "Former", "use": use}, {"text": "Now", "use": "usual"}]).name == "Now"
        assert person(name=[{"text": "Former", "use": use}]).name == "Former"


@pytest.mark.parametrize(
    "name",
    [
        {"family": ["Curie"], "given": ["Marie"]},
        {"family": "Curie", "given": "Marie"},
        {"family": ["Curie"], "given": "Marie"},
    ],
)
def test_no_part_of_a_name_is_left_out_for_its_form(name: dict[str, Any]) -> None:
    assert person(name=[name]).name == "Marie Curie"


def test_what_else_is_known_of_a_person() -> None:
    assert person(gender="female", birthDate="1951-01") == Person(
        "John B. Anyperson", gender="female", birth_date=PartialDate(1951, 1)
    )
    assert person(birthDate="long ago").birth_date is None


def test_a_status_in_another_case_is_a_slip() -> None:
    """As genuine cards of a province have it; FHIR's codes are small letters."""
    card, warnings, error = read(a_bundle(a_patient(), an_immunization(status="Completed")))
    assert card.certificate is not None and error == ""
    assert "shc_105_element_type" in warnings


@pytest.mark.parametrize(
    ("resources", "code"),
    [
        ([an_immunization()], "shc_105_patient"),
        ([a_patient(), a_patient(birthDate="1980-01-01"), an_immunization()], "shc_105_patient"),
        ([a_patient(name=[{}]), an_immunization()], "shc_105_patient"),
        ([a_patient(name=[{"text": "a\u0000b"}]), an_immunization()], "shc_105_patient"),
        ([a_patient(name=[{"text": "x" * 501}]), an_immunization()], "shc_105_patient"),
        ([a_patient(), an_immunization(status="not-done")], "shc_105_status_not_completed"),
        ([a_patient(), an_immunization(status="entered-in-error")], "shc_105_status_not_completed"),
        ([a_patient(), an_immunization(status=None)], "shc_105_status_not_completed"),
        ([a_patient(), an_immunization(occurrenceDateTime=None)], "shc_105_occurrence"),
        ([a_patient(), an_immunization(occurrenceString="in spring")], "shc_105_occurrence"),
        ([a_patient(), an_immunization(occurrenceDateTime="2021-02-30")], "shc_105_occurrence"),
        ([a_patient(), an_immunization(vaccineCode={})], "shc_105_vaccine_code"),
        ([a_patient(), an_immunization(vaccineCode={"coding": [{"system": "http://x"}]})], "shc_105_vaccine_code"),
        ([a_patient(), an_observation(code={})], "shc_105_test_code"),
        ([a_patient(), an_observation(status="cancelled")], "shc_136_vc_bundle_lab_status_complete"),
        ([a_patient(), an_immunization(vaccineCode={"coding": [
            {"system": "http://hl7.org/fhir/sid/cvx", "code": "998"}
        ]})], "shc_136_no_vaccine"),
        ([a_patient(), an_immunization(patient={"reference": "resource:1"})], "shc_105_other_patient"),
        ([a_patient(), an_immunization(patient={"reference": "#p"}, contained=[a_patient(id="p")])],
         "shc_105_other_patient"),
        ([a_patient(), an_observation(focus=[{"reference": "RelatedPerson/1"}])], "shc_105_other_patient"),
        ([a_patient(), an_observation(focus=[{"reference": "resource:0"}, {"display": "donor"}])],
         "shc_105_other_patient"),
        ([a_patient(), an_immunization(modifierExtension=[{"url": "https://x.example/not-given"}])],
         "shc_105_modifier"),
        ([a_patient(), an_immunization(performer=[{"actor": {"display": "x"}, "modifierExtension": []}])],
         "shc_105_modifier"),
        ([a_patient(implicitRules="https://x.example/rules"), an_observation()], "shc_105_modifier"),
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_an_error(resources: list[dict[str, Any]], code: str) -> None:
    assert read(a_bundle(*resources))[2] == code


@pytest.mark.parametrize(
    ("url", "identifier", "reference"),
    [
        ("urn:uuid:5", None, "urn:uuid:5"),
        ("https://ehr.example/fhir/Patient/5", None, "Patient/5"),
        ("https://ehr.example/fhir/x", "5", "Patient/5"),
        ("resource:0", None, "resource:77"),
        ("resource:0", None, None),
    ],
)
def test_a_reference_that_means_the_patient_or_nothing_else(
    url: str, identifier: str | None, reference: str | None
) -> None:
    bundle = a_bundle(a_patient(id=identifier), an_immunization(patient={"reference": reference}))
    bundle["entry"][0]["fullUrl"] = url
    assert read(bundle)[2] == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"valueCodeableConcept": None},
        {"effectiveDateTime": None},
        {"valueCodeableConcept": None, "valueQuantity": {"value": True}},
        {"valueCodeableConcept": {"coding": []}},
        {"valueString": "Positive"},
        {"effectivePeriod": {"start": "2021-02-17"}},
        {"dataAbsentReason": {"text": "error"}},
    ],
)
def test_a_result_that_cannot_be_shown_is_told(changes: dict[str, Any]) -> None:
    card, warnings, error = read(a_bundle(a_patient(), an_observation(**changes)))
    assert (card.certificate, card.subject, error) == (None, Subject.TEST, "")
    assert "shc_136_result_not_readable" in warnings


@pytest.mark.parametrize(
    "bundle",
    [
        a_bundle(a_patient()),
        a_bundle(type="document"),
        a_bundle(a_patient(), {"resourceType": "Coverage"}),
        a_bundle(a_patient(), an_immunization(), {"resourceType": "Condition"}),
    ],
)
def test_health_records_of_other_kinds_are_no_certificates(bundle: dict[str, Any]) -> None:
    card, _, error = read(bundle)
    assert (card.certificate, card.subject, error) == (None, Subject.CREDENTIAL, "")


def test_rules_for_the_whole_bundle_change_the_meaning() -> None:
    assert read(a_bundle(implicitRules="https://x.example/rules"))[2] == "shc_105_modifier"
    assert read(a_bundle(implicitRules="https://x.example/rules", type="document"))[2] == ""


def test_a_result_with_a_focus_that_is_its_subject() -> None:
    assert read(a_bundle(a_patient(), an_observation(focus=[{"reference": "resource:0"}])))[2] == ""


def test_one_result_that_cannot_be_shown_hides_the_others() -> None:
    """What is left might say the contrary of the whole."""
    later = an_observation(effectiveDateTime="2021-03-01", valueCodeableConcept=None, valueBoolean=True)
    card, warnings, error = read(a_bundle(a_patient(), an_observation(), later))
    assert (card.certificate, card.subject, error) == (None, Subject.TEST, "")
    assert "shc_136_result_not_readable" in warnings


def test_who_made_the_event_may_be_a_resource_of_its_own() -> None:
    card, warnings, error = read(
        a_bundle(a_patient(), an_immunization(), {"resourceType": "Organization", "name": "x"})
    )
    assert card.certificate is not None and error == ""
    assert warnings == ["shc_136_entry_not_allowed"]


@pytest.mark.parametrize(
    ("event_resource", "types", "agrees"),
    [
        (an_immunization(), [], True),
        (an_immunization(), [IMMUNIZATION, COVID_19], True),
        (an_immunization(), [IMMUNIZATION], False),
        (an_immunization(), [COVID_19], False),
        (an_observation(), [LABORATORY, COVID_19], True),
        (an_observation(), [COVID_19], False),
        (an_observation(), [IMMUNIZATION, LABORATORY, COVID_19], False),
        (YELLOW_FEVER, [IMMUNIZATION], True),
        (YELLOW_FEVER, [IMMUNIZATION, COVID_19], False),
        (UNKNOWN, [IMMUNIZATION], True),
        (UNKNOWN, [IMMUNIZATION, COVID_19], True),
    ],
)
def test_deprecated_types_agree_with_the_content(
    event_resource: dict[str, Any], types: list[str], agrees: bool
) -> None:
    _, warnings, _ = read(a_bundle(a_patient(), event_resource), *types)
    assert ("shc_104_type_disagrees" not in warnings) is agrees


def test_types_are_not_needed() -> None:
    assert HEALTH_CARD in a_payload()["vc"]["type"]
    assert read(a_bundle())[1] == []


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["coding", "system", "code", "reference", "display", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from(sorted({*an_immunization(), *an_observation(), *a_patient(), "manufacturer", "meta"})))
def test_any_value_of_any_element(value: Any, name: str) -> None:
    for resource in (an_immunization(), an_observation()):
        read(a_bundle(a_patient(**{name: value}), {**resource, name: value}))


@given(JSON)
def test_any_entries(value: Any) -> None:
    read(a_bundle(entry=value))
    read(a_bundle(entry=[value, {"resource": value}, {"fullUrl": value, "resource": an_immunization()}]))
