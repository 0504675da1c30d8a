import re

from credential_core.errors import MalformedInputError
from credential_core.formats.smart_health_card.findings import Finding, Findings, Severity, is_incomplete


def test_every_code_is_stable_and_its_own() -> None:
    codes = [finding.code for finding in Finding]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"shc_1[0-3][0-9]_[a-z][a-z0-9_]+", code) for code in codes)
    assert Finding.QR_CHUNKING_DEPRECATED.code == "shc_125_qr_chunking_deprecated"
    assert all(finding.meaning for finding in Finding)


def test_only_what_can_be_shown_later_is_incomplete() -> None:
    incomplete = {finding for finding in Finding if is_incomplete(finding.refusal())}
    assert incomplete == {Finding.CHUNK_MISSING, Finding.CHUNKS_MIXED}
    assert is_incomplete(MalformedInputError("several_cards", cards=2))
    assert not is_incomplete(MalformedInputError("deflate"))


def test_warnings_are_named_once_and_the_first_error_names_the_others() -> None:
    findings = Findings()
    findings.note(Finding.FULL_URL, "entry/0")
    findings.note(Finding.FULL_URL, "entry/1")
    assert (findings.warnings(), findings.error()) == (["shc_105_full_url"], None)
    findings.note(Finding.PATIENT, "entry/0/Patient/name")
    findings.note(Finding.OCCURRENCE, "entry/1")
    findings.note(Finding.OCCURRENCE, "entry/2")
    error = findings.error()
    assert error is not None and error.code == "shc_105_patient"
    assert dict(error.facts) == {"where": "entry/0/Patient/name", "also": "shc_105_occurrence"}
    assert findings.warnings() == ["shc_105_full_url"]


def test_places_are_bounded() -> None:
    findings = Findings()
    findings.note(Finding.PATIENT, "x" * 10_000)
    assert len(findings.found[0][1]) == 120


def test_a_verifier_only_warns_of_what_wastes_space() -> None:
    errors = {finding.number for finding in Finding if finding.severity is Severity.ERROR}
    assert errors.isdisjoint({120, 125, 126, 131, 133})
