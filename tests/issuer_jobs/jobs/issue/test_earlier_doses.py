"""The doses before tonight's: which of a person's other events are earlier, and how they are read."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from credential_core.claims import Certificate, Vaccination, Vaccine
from issuer_jobs.errors import InputError
from issuer_jobs.jobs.issue.earlier_doses import OtherEvents, _spans
from issuer_jobs.jobs.issue.records import CREDENTIALS
from issuer_jobs.jobs.issue.stored_certificates import read_certificates, stored_text
from issuer_jobs.ledger.personal_data import encrypt_credential
from tests.builders import a_certificate, a_signed_credential, a_vaccination

DATA_KEY = bytes(range(32))
SECOND = a_vaccination(dose=2, date=date(2026, 11, 20))


def _dose(number: int, day: date, **changes: Any) -> Vaccination:
    return a_vaccination(dose=number, date=day, **changes)


def _certificate(event: Vaccination) -> Certificate:
    return a_certificate(event=event, earlier=())


def _before(*rows: Vaccination, certificates: tuple[Vaccination, ...] = ()) -> tuple[Vaccination, ...]:
    others = OtherEvents(
        {(0, number): dose for number, dose in enumerate(rows)},
        {str(number): _certificate(dose) for number, dose in enumerate(certificates)},
    )
    decision = {
        "other_rows": [{"file": 0, "row_number": number} for number in range(len(rows))],
        "other_credentials": [{"certificate_id": str(number)} for number in range(len(certificates))],
    }
    return others.before(SECOND, decision)


def test_earlier_doses_come_oldest_first() -> None:
    first, zeroth = _dose(1, date(2026, 10, 1)), _dose(0, date(2026, 9, 1))
    assert _before(first, certificates=(zeroth,)) == (zeroth, first)


def test_doses_that_contradict_each_other_are_not_both_certified() -> None:
    zeroth, first = _dose(0, date(2026, 10, 9)), _dose(1, date(2026, 10, 1))
    assert _before(first, zeroth) == (zeroth,)


def test_tonights_row_is_known_later_than_what_was_issued() -> None:
    issued, tonight = _dose(1, date(2026, 10, 1), batch="OLD"), _dose(1, date(2026, 10, 2), batch="NEW")
    assert _before(tonight, certificates=(issued,)) == (tonight,)


@pytest.mark.parametrize(
    "other",
    [
        _dose(2, date(2026, 10, 1)),
        _dose(3, date(2026, 10, 1)),
        _dose(1, date(2026, 12, 1)),
        _dose(1, date(2026, 10, 1), vaccine=Vaccine("Stamaril", disease="Yellow fever")),
    ],
    ids=["same number", "later number", "later date", "other disease"],
)
def test_what_is_not_earlier_is_left_out(other: Vaccination) -> None:
    assert _before(other) == ()


def test_a_row_that_was_rejected_after_all_is_left_out() -> None:
    decision = {"other_rows": [{"file": 0, "row_number": 7}], "other_credentials": []}
    assert OtherEvents().before(SECOND, decision) == ()


def test_rows_nearby_are_read_together() -> None:
    places = [(0, 1), (0, 2_000), (0, 9_000), (1, 0)]
    assert list(_spans(places)) == [(0, 1, 2_000), (0, 9_000, 9_000), (1, 0, 0)]


def _write(path: Path, *texts: bytes) -> None:
    rows = [
        {
            "certificate_id": str(number),
            "certificate_version": 1,
            "person_key": b"p",
            "ciphertext": encrypt_credential(DATA_KEY, text),
        }
        for number, text in enumerate(texts)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=CREDENTIALS), path)


def test_stored_certificates_are_read_by_id(tmp_path: Path) -> None:
    certificates = [_certificate(_dose(1, date(2026, 10, day))) for day in (1, 2)]
    _write(tmp_path / "part.parquet", *(stored_text(one, ()) for one in certificates))
    assert read_certificates(tmp_path / "part.parquet", {"1": DATA_KEY}) == {"1": certificates[1]}


def test_what_an_earlier_version_stored_is_still_read(tmp_path: Path) -> None:
    certificate = _certificate(_dose(1, date(2026, 10, 1)))
    _write(tmp_path / "part.parquet", a_signed_credential(certificate))
    assert read_certificates(tmp_path / "part.parquet", {"0": DATA_KEY}) == {"0": certificate}


@pytest.mark.parametrize("text", [b"{}", b'{"format":"divoc-certificate","version":2,"claims":{}}'])
def test_a_text_of_another_version_is_refused(tmp_path: Path, text: bytes) -> None:
    _write(tmp_path / "part.parquet", text)
    with pytest.raises(InputError, match="another version"):
        read_certificates(tmp_path / "part.parquet", {"0": DATA_KEY})


def test_a_certificate_that_is_gone_stops_the_night(tmp_path: Path) -> None:
    _write(tmp_path / "part.parquet")
    with pytest.raises(InputError, match="lacks certificates"):
        read_certificates(tmp_path / "part.parquet", {"0": DATA_KEY})
    with pytest.raises(InputError, match="cannot be read"):
        read_certificates(tmp_path / "gone.parquet", {"0": DATA_KEY})
