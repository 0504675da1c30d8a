from typing import Any

import pytest

from credential_core.report import Verdict
from tests.cards import a_bundle, a_patient, an_immunization, judge_card, minified
from tests.verdicts import found


@pytest.mark.parametrize(
    ("bundle", "codes"),
    [
        (a_bundle(), {}),
        (a_bundle(type="document"), {}),
        (a_bundle(a_patient(), an_immunization(status="not-done")), {"schema": "shc_105_status_not_completed"}),
        (a_bundle(entry=[]), {"schema": "shc_103_bundle_missing"}),
    ],
)
def test_a_bundle_that_nobody_signed_is_no_certificate(bundle: dict[str, Any], codes: dict[str, str]) -> None:
    report = judge_card(minified(bundle))
    assert report.verdict is Verdict.NOT_A_CERTIFICATE
    assert (report.credential_format, report.certificate, report.payload) == ("fhir-bundle", None, bundle)
    named = {name: code for name, code in found(report).items() if code != "not_reached"}
    assert named == {"signature": "not_signed", **codes}


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_what_stands_around_it_is_told(before: bytes) -> None:
    assert judge_card(before + minified(a_bundle())).warnings == ("shc_133_surrounding_whitespace",)


@pytest.mark.parametrize(
    "text", [b'{"resourceType": "Patient"}', b'{"resourceType": "Bundle"', b'{"x": "resourceType"}']
)
def test_other_documents_are_not_taken_for_one(text: bytes) -> None:
    assert judge_card(text).credential_format != "fhir-bundle"
