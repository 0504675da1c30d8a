import json

import pytest

from credential_core.claims import DoseKind
from credential_core.encodings.strict_json import dump_json, parse_json_object
from tests.builders import a_signed_credential, a_vaccination
from tests.verdicts import judge

TEXT = a_signed_credential()


def test_the_report_as_json() -> None:
    report = judge(TEXT).to_json()
    assert json.loads(json.dumps(report)) == report
    assert list(report) == [
        *["format", "version", "verdict", "kind", "credential_format", "issuer", "certificate", "payload"],
        *["checks", "warnings", "bindings", "as_of"],
    ]
    assert (report["format"], report["version"], report["verdict"]) == ("divoc-report", 1, "valid")
    assert (report["kind"], report["credential_format"]) == ("vaccination", "vc2")
    event = report["certificate"]["event"]
    assert (event["type"], event["kind"], event["date"]) == ("vaccination", "final", "2026-11-20")
    assert [dose["kind"] for dose in report["certificate"]["earlier"]] == ["provisional"]
    assert report["certificate"]["issued_at"] == "2026-11-22T12:00:00Z"
    assert report["payload"] == json.loads(TEXT)
    assert report["checks"][0] == {"check": "text", "outcome": "passed", "code": "ok", "facts": {}}
    assert report["as_of"]["clock"] == "2026-11-23T12:00:00Z"


@pytest.mark.parametrize(
    ("dose", "total", "kind"), [(1, 2, "provisional"), (2, 2, "final"), (3, 2, "precaution"), (1, 1, "final")]
)
def test_kinds(dose: int, total: int, kind: str) -> None:
    assert a_vaccination(dose=dose, total_doses=total).kind is DoseKind(kind)


def test_facts_hold_no_personal_data() -> None:
    for changes in ({"fullName": "Kavita\n"}, {"gender": ""}, {"unheardOf": "Kavita"}, {"birthDate": "Kavita"}):
        document = parse_json_object(TEXT)
        document["credentialSubject"] |= changes
        assert "Kavita" not in json.dumps(judge(dump_json(document)).to_json()["checks"])
