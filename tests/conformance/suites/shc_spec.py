"""The examples of the SMART Health Cards specification, and cards and profile tests of its vaccination guide."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

from credential_core.encodings.numeric import encode_numeric
from credential_core.encodings.strict_json import dump_json
from credential_core.formats.smart_health_card.codings import CVX, ICD_11, SNOMED_CT
from credential_core.report import Outcome, Report, Verdict
from tests.conformance.cases import Case, Suite, absent
from tests.conformance.health_cards import (
    DEV_TOOLS,
    FOLDER,
    NOW,
    SPEC_EXAMPLES,
    SPEC_ISSUER,
    SPEC_KEYS,
    codes_of,
    issuer_keys,
    judge,
    judge_payload,
    payloads_of_pictures,
    trust_list,
)

_GUIDE = f"{FOLDER}/vaccination-ig"
_TESTS = f"{_GUIDE}/profile-tests"
_LATER = datetime(2026, 11, 23, tzinfo=UTC)
_INVARIANT = re.compile(r"[a-z]+(-[a-z0-9]+)+\Z")
_ANY = "something"
_MESSAGES = {
    "does not match any known slice": "shc_136_vaccine_code_system",
    "Not in value set": "shc_136_identity_assurance_level",
    "max allowed = 0": "shc_136_not_minimal",
    "minimum required": "shc_136_profile_incomplete",
}
_VACCINE_SYSTEMS = frozenset({CVX, SNOMED_CT, ICD_11})

_PATIENT = {"resourceType": "Patient", "name": [{"family": "Anyperson", "given": ["John"]}], "birthDate": "1951-01-20"}
_IMMUNIZATION = {
    "resourceType": "Immunization",
    "status": "completed",
    "vaccineCode": {"coding": [{"system": CVX, "code": "207"}]},
    "patient": {"reference": "resource:0"},
    "occurrenceDateTime": "2021-01-01",
}


def _cases(vectors: Path) -> Iterator[Case]:
    keys = issuer_keys(vectors)[SPEC_ISSUER]
    yield Case(
        "issuer's keys", "2 keys, none refused", lambda: f"{len(keys.keys)} keys, {keys.refused or 'none'} refused"
    )
    for jws in sorted((vectors / SPEC_EXAMPLES).glob("*-d-jws.txt")):
        yield from _card_cases(vectors, jws, jws.name.removesuffix("-d-jws.txt"), "-?-")
    for jws in sorted((vectors / _GUIDE / "examples").glob("*-jws.txt")):
        yield from _card_cases(vectors, jws, jws.name.removesuffix("-jws.txt"), "-")
    for number, row in enumerate(_rows(vectors / _TESTS / "tests.csv")):
        yield _profile_case(vectors, f"profile {number} {row['example']}", row["example"], "")
    for number, row in enumerate(_rows(vectors / _TESTS / "tests_errors.csv")):
        name = f"profile error {number} {row['example']}"
        yield _profile_case(vectors, name, row["example"], _expected_code(row), row["expectedLocation"])


def _card_cases(vectors: Path, jws: Path, name: str, separator: str) -> Iterator[Case]:
    """One card in all its forms: text, file, digits in any order, drawing; each valid and saying the same."""

    def files(suffix: str) -> list[Path]:
        return sorted(jws.parent.glob(f"{name}{separator}{suffix}"))

    published = files("jws-payload-minified.json")
    if not published:
        yield Case(f"{name}/jws", "its payload", partial(absent, f"{name}'s payload"))
        return
    payload = dump_json(json.loads(published[0].read_bytes())).decode()
    yield Case(f"{name}/jws", payload, partial(_payload, vectors, [jws.read_bytes()]))
    for file in files("file.smart-health-card"):
        yield Case(f"{name}/file", payload, partial(_payload, vectors, [file.read_bytes()]))
    digits = files("qr-code-numeric-value-*.txt")
    for order in permutations(digits):
        numbers = "".join(path.stem[-1] for path in order)
        yield Case(f"{name}/digits {numbers}", payload, partial(_payload, vectors, [one.read_bytes() for one in order]))
    if len(digits) == 1:
        yield Case(f"{name}/encoded", digits[0].read_text().strip(), partial(_digits, jws))
    yield Case(f"{name}/picture", payload, partial(_payload_of_pictures, vectors, files("qr-code-[0-9].*")))
    later = "valid" if json.loads(payload).get("exp") is None else "validity_period: expired"
    yield Case(f"{name}/later", later, partial(_verdict_later, vectors, jws.read_bytes()))
    yield Case(f"{name}/altered", "signature: signature_mismatch", partial(_verdict_altered, vectors, jws.read_bytes()))


def _digits(jws: Path) -> str:
    return f"shc:/{encode_numeric(jws.read_text().strip())}"


def _payload(vectors: Path, parts: Sequence[bytes]) -> str:
    """The payload of a valid card; why it is not valid, else."""
    (report,) = judge(parts, trust_list(vectors))
    return dump_json(report.payload or {}).decode() if report.verdict is Verdict.VALID else _reason(report)


def _payload_of_pictures(vectors: Path, pictures: Sequence[Path]) -> str:
    return _payload(vectors, payloads_of_pictures(pictures))


def _verdict_later(vectors: Path, jws: bytes) -> str:
    report = judge_payload(jws, trust_list(vectors), _LATER)
    return "valid" if report.verdict is Verdict.VALID else _reason(report)


def _verdict_altered(vectors: Path, jws: bytes) -> str:
    """The signature of one bit less, which stays between 1 and the curve's order."""
    header, payload, signature = jws.strip().split(b".")
    swapped = b"B" if signature[10:11] == b"A" else b"A"
    return _reason(
        judge_payload(b".".join([header, payload, signature[:10] + swapped + signature[11:]]), trust_list(vectors))
    )


def _reason(report: Report) -> str:
    failed = (check for check in report.checks if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN))
    return next((f"{check.name.value}: {check.code}" for check in failed), report.verdict.value)


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _expected_code(row: Mapping[str, str]) -> str:
    """Our code for what the guide's own test expects of HL7's validator."""
    message = row["expectedErrorMessage"]
    if _INVARIANT.match(message):
        return f"shc_136_{message.replace('-', '_')}"
    codes = (code for words, code in _MESSAGES.items() if words in message)
    return next(codes, "shc_136_vaccine_code_system" if "vaccineCode" in row["expectedLocation"] else _ANY)


def _profile_case(vectors: Path, name: str, example: str, code: str, location: str = "") -> Case:
    """A resource in a bundle with what it needs beside it; found is the expected code, or nothing."""
    path = vectors / _GUIDE / example.replace("src/test/resources", "profile-tests")
    if not path.exists():
        return Case(name, code, partial(absent, example))
    resource = json.loads(path.read_bytes())
    if "vaccineCode" in location and _VACCINE_SYSTEMS.issuperset(_vaccine_systems(resource)):
        return Case(name, code, partial(absent, "a terminology server"))
    return Case(name, code or "nothing", partial(_profile_findings, _bundle(resource), code))


def _vaccine_systems(resource: Mapping[str, Any]) -> Iterator[str]:
    for one in [resource, *(entry["resource"] for entry in resource.get("entry", []))]:
        yield from (coding["system"] for coding in one.get("vaccineCode", {}).get("coding", []))


def _bundle(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    if resource["resourceType"] == "Bundle":
        return resource
    patient, event = (resource, _IMMUNIZATION) if resource["resourceType"] == "Patient" else (_PATIENT, resource)
    entries = [{"fullUrl": f"resource:{number}", "resource": one} for number, one in enumerate((patient, event))]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _profile_findings(bundle: Mapping[str, Any], code: str) -> str:
    report = judge_payload(json.dumps(bundle).encode(), None, NOW)
    found = [one for one in codes_of(report) if one.startswith("shc_136_")]
    return code if code in found or (code == _ANY and found) else ", ".join(found) or "nothing"


SUITE = Suite("shc-spec", (SPEC_EXAMPLES, f"{SPEC_KEYS}/issuer", DEV_TOOLS, f"{_TESTS}/tests.csv"), _cases)
