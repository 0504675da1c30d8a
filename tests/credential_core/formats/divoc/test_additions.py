from typing import Any

import pytest

from credential_core.encodings.nquads import Iri
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.additions import (
    DOSE_NUMBER,
    ENTRY_TYPE,
    INDEX,
    LIST,
    PURPOSE,
    STATUS_MEMBER,
    addition_quads,
    read_status,
)
from credential_core.formats.signed import StatusEntry
from tests.credential_core.formats.divoc.certificates import a_document, a_vaccination, findings, judge, signed

ADDRESS = "https://health.example/r.json"


def an_entry(**changes: Any) -> JsonObject:
    names = {"purpose": PURPOSE, "index": INDEX, "list": LIST}
    own: JsonObject = {"type": ENTRY_TYPE, PURPOSE: "revocation", INDEX: "7", LIST: {"id": ADDRESS}}
    own |= {names.get(name, name): value for name, value in changes.items()}
    return {name: value for name, value in own.items() if value is not None}


def test_entries() -> None:
    entries = [an_entry(), an_entry(purpose="suspension")]
    assert read_status(entries) == (StatusEntry("revocation", ADDRESS, 7), StatusEntry("suspension", ADDRESS, 7))
    assert len(set(addition_quads({"evidence": [], STATUS_MEMBER: entries}, Iri("urn:x")))) == 10


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        an_entry(),
        [None],
        [an_entry()] * 17,
        [an_entry(type="BitstringStatusListEntry")],
        [an_entry(type=[ENTRY_TYPE])],
        [an_entry(purpose="refresh")],
        [an_entry(purpose=["revocation"])],
        [an_entry(index=7)],
        [an_entry(index="07")],
        [an_entry(index="-1")],
        [an_entry(index="1" * 17)],
        [an_entry(index=None)],
        [an_entry(list=ADDRESS)],
        [an_entry(list={"@id": ADDRESS})],
        [an_entry(list={"id": "r.json"})],
        [an_entry(list={"id": "_:b0"})],
        [an_entry(list={"id": f"{ADDRESS}> <urn:y"})],
        [an_entry(list={"id": ADDRESS, "type": "x"})],
        [an_entry(id="urn:x")],
    ],
    ids=range(22),
)
def test_entries_that_we_do_not_write(value: Any) -> None:
    with pytest.raises(MalformedInputError):
        read_status(value)
    document = signed(a_document(a_vaccination())) | {STATUS_MEMBER: value}
    assert list(findings(judge(document))) == ["schema"]


def test_the_status_cannot_be_changed_nor_taken_away() -> None:
    document = signed(a_document(a_vaccination()) | {STATUS_MEMBER: [an_entry(), an_entry(purpose="suspension")]})
    assert findings(judge(document)) == {"status": "status_list_foreign"}
    another = document | {STATUS_MEMBER: [an_entry(index="8"), an_entry(purpose="suspension")]}
    without = {name: value for name, value in document.items() if name != STATUS_MEMBER}
    for altered in (another, without):
        assert findings(judge(altered))["signature"] == "signature_mismatch"


def test_a_dose_number_tells_the_dose_from_the_total() -> None:
    doubtful = a_vaccination(dose=1, totalDoses=3)
    assert findings(judge(signed(a_document(doubtful)))) == {"consistency": "bound_only_as_a_set"}
    assert findings(judge(signed(a_document(doubtful | {DOSE_NUMBER: 1})))) == {}
    exchanged = signed(a_document(doubtful | {DOSE_NUMBER: 3}))
    assert findings(judge(exchanged)) == {"consistency": "fields_exchanged"}


@pytest.mark.parametrize("number", [None, "1", 1.0, True, [1], -1, 10_000])
def test_a_dose_number_is_a_whole_number(number: Any) -> None:
    document = a_document(a_vaccination()) | {"proof": signed(a_document(a_vaccination()))["proof"]}
    document["evidence"][0][DOSE_NUMBER] = number
    assert findings(judge(document)) == {"schema": "member_number"}


def test_the_usual_member_is_still_refused() -> None:
    document = signed(a_document(a_vaccination())) | {"credentialStatus": {"id": "urn:x", "type": ENTRY_TYPE}}
    assert findings(judge(document)) == {"schema": "member_unknown"}
