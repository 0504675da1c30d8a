from collections.abc import Iterator
from typing import Any

import pytest

from credential_core.encodings.strict_json import JsonObject
from tests.credential_core.formats.divoc.certificates import a_document, a_subject, a_test, a_vaccination, judge, signed

WHOLE = {"person.identity", "person.address", "event.facility.address"}


def claims(value: Any, path: str = "") -> Iterator[str]:
    """Paths of what a certificate's JSON says."""
    if isinstance(value, dict) and path not in WHOLE:
        for name, item in value.items():
            yield from claims(item, f"{path}.{name}".removeprefix("."))
    elif value is not None:
        yield path


@pytest.mark.parametrize(
    "document",
    [
        a_document(a_vaccination(icd11Code="XM9QW8", prophylaxis="COVID-19 vaccine"), a_subject(dob="1956-02-03")),
        a_document(a_test()),
    ],
    ids=["vaccination", "test"],
)
def test_every_claim_has_a_label(document: JsonObject) -> None:
    report = judge(signed(document)).to_json()
    said = set(claims(report["certificate"])) - {"event.type", "event.kind", "earlier"}
    assert report["bindings"].keys() - {"event.type"} == said
    assert {"bound", "bound_as_set"} == set(report["bindings"].values())


def test_a_health_id_is_one_of_two_values() -> None:
    subject = a_subject(id="did:india:39791185041847", uhid="91-1234-5678-9012")
    assert (
        judge(signed(a_document(a_vaccination(), subject))).to_json()["bindings"]["person.identity"] == "bound_as_set"
    )
    assert judge(signed(a_document(a_vaccination()))).to_json()["bindings"]["person.identity"] == "bound"
