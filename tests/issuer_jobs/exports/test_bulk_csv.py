"""DIVOC's bulk CSV: a round through the judge, and the faults DIVOC turned into zero values."""

from pathlib import Path

import pyarrow as pa
import pytest

from issuer_jobs.configuration import Programme
from issuer_jobs.errors import InputError
from issuer_jobs.exports.bulk_csv import HEADERS, TEST_HEADERS, import_csv
from issuer_jobs.exports.judging import JudgedBatch
from issuer_jobs.exports.reading import find_export_files, read_slice
from tests.issuer_jobs.exports.rows import DOMESTIC, NIGHT, TESTS, judge_table

_HEADER = ",".join(HEADERS)
_ROW = {
    "preEnrollmentCode": "1112",
    "recipientName": "Bhaya Mitra",
    "recipientDOB": "1994-11-30",
    "recipientGender": "Male",
    "recipientNationality": "Indian",
    "recipientIdentity": "did:in.gov.uidai.aadhaar:2342343334",
    "vaccinationBatch": "MB3428BX",
    "vaccinationDate": "2020-12-02T19:21:18.646Z",
    "vaccinationDose": "1",
    "vaccinationTotalDoses": "2",
    "vaccinationEffectiveStart": "2020-12-02",
    "vaccinationEffectiveEnd": "2025-12-02",
    "vaccinationName": "COVAXIN",
    "facilityName": "ABC Medical Center",
    "facilityPincode": "560034",
}


def _line(**changes: str) -> str:
    return ",".join((_ROW | changes).get(header, "") for header in HEADERS)


def _judged(tmp_path: Path, content: str | bytes, programme: Programme = DOMESTIC) -> JudgedBatch:
    source = tmp_path / "certificates.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    imported = import_csv(source, tmp_path / "exports", NIGHT, programme)
    (file,) = find_export_files(tmp_path / "exports", programme.id, NIGHT)
    assert (file.path, file.rows) == (imported.path, imported.rows)
    table = read_slice(file.path, 0, file.rows, file.name).table
    assert imported.unfit == table.num_rows - table["csv_unfit"].null_count
    assert table.schema.field("csv_line").type == pa.int64()
    return judge_table(table, programme)


def test_divocs_row_becomes_an_event(tmp_path: Path) -> None:
    (event,) = _judged(tmp_path, f"{_HEADER}\n{_line()}\n").events.to_pylist()
    assert event["recipient_reference"] == "1112"
    assert (event["recipient_identity_type"], event["recipient_identity_number"]) == ("aadhaar", "2342343334")
    assert str(event["vaccination_date"]) == "2020-12-03"  # 00:51 on the next day in Kolkata
    assert (event["vaccination_vaccine"], event["facility_address_postal_code"]) == ("covaxin", "560034")


@pytest.mark.parametrize(
    ("identity", "kind", "number"),
    [("did:Passport:Z 01", "Passport", "Z 01"), ("12345", None, "12345"), ("", None, None), ("did::", None, "did::")],
)
def test_identity_is_split(tmp_path: Path, identity: str, kind: str | None, number: str | None) -> None:
    (event,) = _judged(tmp_path, f"{_HEADER}\n{_line(recipientIdentity=identity)}\n").events.to_pylist()
    assert (event["recipient_identity_type"], event["recipient_identity_number"]) == (kind, number)


def test_byte_order_mark_carriage_returns_and_quoted_newlines_are_read(tmp_path: Path) -> None:
    lines = [_HEADER, _line(recipientAddressLine1='"444, ""2nd"" Street"'), "", _line(facilityName='"ABC\nCenter"')]
    judged = _judged(tmp_path, "\ufeff" + "\r\n".join(lines) + "\r\n")
    assert judged.events["recipient_address_line_1"].to_pylist() == ['444, "2nd" Street']
    assert judged.rejects["rule_id"].to_pylist() == ["control_characters"]
    assert judged.rejects["csv_line"].to_pylist() == ["4"]


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"vaccinationDate": "02/12/2020"}, "wrong_type"),
        (
            {"vaccinationDate": "0001-01-01T00:00:00Z", "recipientDOB": "", "recipientAge": "40"},
            "vaccination_date_too_old",
        ),
        ({"recipientDOB": "30-Foo-1994"}, "wrong_type"),
        ({"vaccinationDose": "first"}, "wrong_type"),
        ({"vaccinationDose": "0"}, "dose_zero"),
    ],
)
def test_value_that_divoc_turned_into_zero_is_rejected(tmp_path: Path, changes: dict[str, str], rule_id: str) -> None:
    judged = _judged(tmp_path, f"{_HEADER}\n{_line()}\n{_line(**changes)}\n")
    assert judged.rejects["rule_id"].to_pylist() == [rule_id]
    assert judged.rejects["row_number"].to_pylist() == [1]


def test_divocs_other_birth_date_form_and_float_doses_are_read(tmp_path: Path) -> None:
    content = f"{_HEADER}\n{_line(recipientDOB='30-Nov-1994', vaccinationDose='1.0')}\n"
    (event,) = _judged(tmp_path, content).events.to_pylist()
    assert (str(event["recipient_birth_date"]), event["vaccination_dose"]) == ("1994-11-30", 1)


def test_row_of_another_width_is_rejected_and_keeps_its_text(tmp_path: Path) -> None:
    judged = _judged(tmp_path, f"{_HEADER}\n1112,Bhaya Mitra\n{_line()}\n")
    (reject,) = judged.rejects.to_pylist()
    unfit = f"2 cells under {len(HEADERS)} headers: 1112,Bhaya Mitra"
    assert (reject["csv_unfit"], reject["csv_line"], reject["row_number"]) == (unfit, "2", 0)
    assert judged.events.num_rows == 1


def test_bytes_that_are_not_utf8_reject_their_row(tmp_path: Path) -> None:
    content = f"{_HEADER}\n{_line(recipientName='José')}\n".encode("latin-1")
    assert _judged(tmp_path, content).rejects["rule_id"].to_pylist() == ["invalid_text"]


def test_file_with_headers_only_is_an_empty_export(tmp_path: Path) -> None:
    assert _judged(tmp_path, _HEADER).events.num_rows == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_HEADER.replace("recipientDOB,", ""), "Missing headers: recipientDOB"),
        ("", "Missing headers: preEnrollmentCode, recipientName"),
        (f'{_HEADER}\n"1112,Bhaya', "line 2"),
    ],
)
def test_faulty_file_is_refused_and_leaves_nothing(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        _judged(tmp_path, content)
    assert not list(tmp_path.rglob("*.parquet"))


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_csv(tmp_path / "none.csv", tmp_path, NIGHT, DOMESTIC)


_TEST_ROW = {
    "preEnrollmentCode": "1113",
    "recipientName": "Bhaya Mitra",
    "recipientDOB": "1994-11-30",
    "recipientGender": "Male",
    "recipientIdentity": "did:Passport:Z 01",
    "disease": "Covid-19",
    "testType": "RT-PCR",
    "testName": "TaqPath COVID-19",
    "result": "Negative",
    "sampleCollectionTimestamp": "2026-11-20T19:21:18.646Z",
    "resultTimestamp": "2026-11-21T10:00:00.000Z",
    "sampleOrigin": "Nasal swab",
    "verifier": "Sooraj Singh",
    "facilityName": "ABC Medical Center",
}


def _test_file(**changes: str) -> str:
    row = _TEST_ROW | changes
    return "\n".join([",".join(TEST_HEADERS), ",".join(row.get(header, "") for header in TEST_HEADERS)])


def test_divocs_test_row_becomes_a_test(tmp_path: Path) -> None:
    assert len(TEST_HEADERS) == len(HEADERS) == 28
    (event,) = _judged(tmp_path, _test_file(), TESTS).events.to_pylist()
    assert (event["test_type"], event["test_result"], event["tester_name"]) == (
        "rt-pcr",
        "not-detected",
        "Sooraj Singh",
    )
    assert event["test_collected_at"].isoformat() == "2026-11-20T19:21:18.646000+00:00"


def test_test_without_a_disease_is_about_the_programmes(tmp_path: Path) -> None:
    assert _judged(tmp_path, _test_file(disease=" "), TESTS).events.num_rows == 1


def test_test_for_another_disease_is_rejected(tmp_path: Path) -> None:
    (reject,) = _judged(tmp_path, _test_file(disease="Influenza"), TESTS).rejects.to_pylist()
    assert reject["csv_unfit"].startswith("Not about COVID-19: 1113,Bhaya Mitra")


@pytest.mark.parametrize("changes", [{"sampleCollectionTimestamp": "20/11/2026"}, {"resultTimestamp": "yesterday"}])
def test_time_that_divoc_turned_into_zero_is_rejected(tmp_path: Path, changes: dict[str, str]) -> None:
    assert _judged(tmp_path, _test_file(**changes), TESTS).rejects["rule_id"].to_pylist() == ["time_unreadable"]


def test_file_of_vaccinations_is_no_file_of_tests(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Missing headers: testBatch, disease"):
        _judged(tmp_path, _HEADER, TESTS)
