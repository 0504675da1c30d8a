"""Says of a row that DIVOC's documents cannot hold what to change: the contract's column, and how."""

from collections.abc import Mapping

from credential_core.claims import Event, TestResult
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.exchanges import Group
from credential_core.formats.divoc.wording import Wording
from issuer_jobs.issuance.issuing import UnissuableError

_LISTS = "data/code_lists/divoc/products.json"
_SIGNATURE = "DIVOC's signature does not tell it from"

# By the member that cannot be told apart: the contract's column, and what to do.
_AMBIGUOUS: Mapping[str, tuple[str, str]] = {
    "refId": (
        "recipient_reference",
        "The reference is written like an Indian health id (12-3456-7890-1234). Give the register's own reference.",
    ),
    "vaccine": (
        "vaccination_vaccine",
        f"The vaccine's name is not known as one: {_SIGNATURE} manufacturer and batch. Add the name to {_LISTS}.",
    ),
    "manufacturer": (
        "vaccination_manufacturer",
        f"The manufacturer's name is not known as one: {_SIGNATURE} vaccine and batch. Write it with its form of"
        f" company (Ltd, Inc., GmbH), or add it to {_LISTS}.",
    ),
    "batch": (
        "vaccination_batch",
        f"The batch reads like a product's or a company's name or code: {_SIGNATURE} those. Give the batch's number.",
    ),
    "totalDoses": (
        "vaccination_total_doses",
        "DIVOC's signature does not tell the dose's number from the total. Give both, or neither.",
    ),
    "effectiveUntil": (
        "vaccination_effective_until",
        "DIVOC's signature does not tell one end of the period from the other. Give both, or neither.",
    ),
    "testType": ("test_type", f"The test's name is not known as one: {_SIGNATURE} the disease and the manufacturer."),
    "result": ("test_result", f"The result's name is not known as one: {_SIGNATURE} the test and the disease."),
    "disease": (
        "test_type",
        f"The programme's disease is not known as one: {_SIGNATURE} the test and the manufacturer.",
    ),
    "sampleOrigin": (
        "test_sample_origin",
        f"The sample is not known as one: {_SIGNATURE} test, disease and manufacturer. Name what was taken, such as"
        " nasopharyngeal swab or saliva.",
    ),
    "testBatch": (
        "test_batch",
        f"The batch reads like a name: {_SIGNATURE} manufacturer, test and sample. Give the batch's number.",
    ),
    "testManufacturer": (
        "test_manufacturer",
        f"The manufacturer's name is not known as one: {_SIGNATURE} test, disease and sample. Write it as the EU's list"
        f" of devices does, or with its form of company (Ltd, Inc., GmbH), or add it to {_LISTS}.",
    ),
    "resultTimestamp": ("test_resulted_at", "The result is older than the sample. Correct one of the times."),
}
_OTHER_KIND = (
    "The programme's DIVOC context has no terms for this kind of event. In [divoc], give 'context' as"
    " …/credentials/testCertificate/v1 to a programme of tests, and as …/credentials/vaccination/v1 or v2 to one of"
    " vaccinations."
)
_OWN_MEMBERS = ("refId", "totalDoses", "effectiveUntil", "resultTimestamp")

_ADDRESS_COLUMNS = {
    "streetAddress": "line_1",
    "streetAddress2": "line_2",
    "district": "district",
    "city": "city",
    "addressRegion": "state",
    "addressCountry": "country",
    "postalCode": "postal_code",
}

# By code, or by the member that is not as it must be: the contract's column.
_COLUMNS: Mapping[str, str] = {
    **{f"credentialSubject.address.{name}": f"recipient_address_{part}" for name, part in _ADDRESS_COLUMNS.items()},
    **{f"facility.address.{name}": f"facility_address_{part}" for name, part in _ADDRESS_COLUMNS.items()},
    "credentialSubject.refId": "recipient_reference",
    "credentialSubject.name": "recipient_name",
    "credentialSubject.id": "recipient_identity_number",
    "credentialSubject.gender": "recipient_gender",
    "credentialSubject.sex": "recipient_gender",
    "credentialSubject.age": "recipient_age",
    "credentialSubject.dob": "recipient_birth_date",
    "credentialSubject.nationality": "recipient_nationality",
    "evidence.vaccine": "vaccination_vaccine",
    "evidence.manufacturer": "vaccination_manufacturer",
    "evidence.batch": "vaccination_batch",
    "evidence.date": "vaccination_date",
    "evidence.dose": "vaccination_dose",
    "evidence.totalDoses": "vaccination_total_doses",
    "evidence.effectiveStart": "vaccination_effective_from",
    "evidence.effectiveUntil": "vaccination_effective_until",
    "evidence.testName": "test_name",
    "evidence.sampleCollectionTimestamp": "test_collected_at",
    "evidence.resultTimestamp": "test_resulted_at",
    "verifier.name": "vaccinator_name",
    "facility.name": "facility_name",
    "dose_numbers": "vaccination_dose",
    "effective_dates": "vaccination_effective_until",
    "vaccinated_after_issuance": "vaccination_date",
    "vaccinated_before_birth": "vaccination_date",
    "tested_after_issuance": "test_collected_at",
    "tested_before_birth": "test_collected_at",
}
# Members that both kinds of evidence have, where it is a test's.
_TEST_COLUMNS: Mapping[str, str] = {
    "evidence.manufacturer": "test_manufacturer",
    "evidence.batch": "test_batch",
    "evidence.sampleOrigin": "test_sample_origin",
    "verifier.name": "tester_name",
}


def without_codes() -> UnissuableError:
    """A vaccine that the DDCC template cannot say."""
    return UnissuableError(
        "divoc_codes_missing",
        "vaccination_vaccine",
        "The vaccine has no ICD-11 code or no prophylaxis, which divoc-v3 always says. Add 'icd11' and 'prophylaxis' to"
        " its table in data/code_lists/vaccines.toml, or issue divoc-v1.",
    )


def malformed(error: MalformedInputError, event: Event) -> UnissuableError:
    """What our own verifier would refuse; the message names the member, never its value."""
    if error.code == "unknown_type":
        return UnissuableError("divoc_refused", "event_id", _OTHER_KIND)
    member = str(error.facts.get("member", error.code))
    columns = {**_COLUMNS, **_TEST_COLUMNS} if isinstance(event, TestResult) else _COLUMNS
    return UnissuableError(
        "divoc_refused",
        columns.get(member, "event_id"),
        f"DIVOC's verifiers would refuse the certificate ({error.code}: {member}). Correct the value.",
    )


def ambiguous(group: Group, wording: Wording) -> UnissuableError:
    """Members whose values could be exchanged under one signature."""
    column, message = _AMBIGUOUS[_culprit(group, wording)]
    return UnissuableError("divoc_ambiguous", column, message)


def _culprit(group: Group, wording: Wording) -> str:
    """The member to change: the first whose text does not say what it is."""
    for member in _OWN_MEMBERS:
        if member in group.terms:
            return member
    names: tuple[str, ...]
    if "testType" in group.terms:
        names, roles_of = ("testType", "result", "disease", "sampleOrigin", "batch"), wording.test_roles
        otherwise, called = "testManufacturer", {"batch": "testBatch"}
    else:
        names, roles_of = ("vaccine", "manufacturer"), wording.vaccination_roles
        otherwise, called = "batch", {}
    said = {name: str(group.own[name]) for name in names if group.own.get(name)}
    return next((called.get(name, name) for name, text in said.items() if roles_of(text) != {name}), otherwise)
