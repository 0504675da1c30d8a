"""DIVOC's bulk uploads of vaccinations and of tests (28 columns of CSV each) as exports of the contract.

Everything stays text, also what cannot be read as a date or a number: the judge rejects such rows by their number,
where DIVOC logged the fault and certified a zero value (`pkg/certify_handler.go`).
"""

import csv
import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import pyarrow as pa

from issuer_jobs.configuration import Programme
from issuer_jobs.errors import InputError
from issuer_jobs.exports.writing import ROWS_PER_GROUP, night_folder, write_parts
from issuer_jobs.programme_formats import EventKind

_RECIPIENT: Final[Mapping[str, str]] = {
    "preEnrollmentCode": "recipient_reference",
    "recipientName": "recipient_name",
    "recipientMobileNumber": "recipient_phone",
    "recipientDOB": "recipient_birth_date",
    "recipientGender": "recipient_gender",
    "recipientNationality": "recipient_nationality",
    "recipientIdentity": "recipient_identity_number",
    "recipientAddressLine1": "recipient_address_line_1",
    "recipientAddressLine2": "recipient_address_line_2",
    "recipientDistrict": "recipient_address_district",
    "recipientState": "recipient_address_state",
    "recipientPincode": "recipient_address_postal_code",
}
_FACILITY: Final[Mapping[str, str]] = {
    "facilityName": "facility_name",
    "facilityAddressLine1": "facility_address_line_1",
    "facilityAddressLine2": "facility_address_line_2",
    "facilityDistrict": "facility_address_district",
    "facilityState": "facility_address_state",
    "facilityPincode": "facility_address_postal_code",
}
HEADERS: Final[Mapping[str, str]] = {
    **_RECIPIENT,
    "recipientAge": "recipient_age",
    "vaccinationBatch": "vaccination_batch",
    "vaccinationDate": "vaccination_date",
    "vaccinationDose": "vaccination_dose",
    "vaccinationTotalDoses": "vaccination_total_doses",
    "vaccinationEffectiveStart": "vaccination_effective_from",
    "vaccinationEffectiveEnd": "vaccination_effective_until",
    "vaccinationManufacturer": "vaccination_manufacturer",
    "vaccinationName": "vaccination_vaccine",
    "vaccinatorName": "vaccinator_name",
    **_FACILITY,
}
"""DIVOC's headers of vaccinations (`interfaces/certificates.csv`) and the contract's columns."""

TEST_HEADERS: Final[Mapping[str, str]] = {
    **_RECIPIENT,
    "testBatch": "test_batch",
    "disease": "csv_disease",
    "testName": "test_name",
    "testType": "test_type",
    "result": "test_result",
    "resultTimestamp": "test_resulted_at",
    "manufacturer": "test_manufacturer",
    "sampleCollectionTimestamp": "test_collected_at",
    "sampleOrigin": "test_sample_origin",
    "verifier": "tester_name",
    **_FACILITY,
}
"""DIVOC's headers of tests (`interfaces/testCertificates.csv`); the disease is held against the programme's."""

_IDENTITY: Final = re.compile(r"did:(?P<method>[^:]+):(?P<number>.+)", re.DOTALL)
_DAY_MONTH_YEAR: Final = re.compile(r"(\d{2})-([A-Z][a-z]{2})-(\d{4})", re.ASCII)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_Row = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class ImportedCsv:
    """Where the export was written, and how many rows it has; `unfit` ones of them will be rejected."""

    path: Path
    rows: int
    unfit: int


def import_csv(source: Path, target: Path, night: datetime.date, programme: Programme) -> ImportedCsv:
    """Write `target/<programme>/date=<night>/part-0.parquet`; headers may stand in any order, others are ignored.

    The file is one of vaccinations or of tests, as the programme's kind is. Refuses (InputError) a file that cannot be
    read, lacks headers or has an open quote; a row with too few or too many cells, or about another disease than the
    programme's, is kept in `csv_unfit`, with the reason, and is later rejected.
    """
    imported = unfit = 0
    reader = _Reader(programme)

    def tables(rows: Iterator[_Row]) -> Iterator[pa.Table]:
        nonlocal imported, unfit
        yield reader.schema.empty_table()
        while some := list(islice(rows, ROWS_PER_GROUP)):
            imported += len(some)
            unfit += sum("csv_unfit" in row for row in some)
            yield pa.Table.from_pylist(some, reader.schema)

    try:
        # Bytes that are not UTF-8 become U+FFFD, for which the judge rejects the row.
        with source.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            (path,) = write_parts(night_folder(target, programme.id, night), [tables(reader.rows(file, source.name))])
    except OSError as error:
        raise InputError(f"{source.name} cannot be read: {error.strerror}.") from error
    return ImportedCsv(path, imported, unfit)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows of a programme's file."""

    programme: Programme

    @property
    def headers(self) -> Mapping[str, str]:
        return HEADERS if self.programme.kind is EventKind.VACCINATION else TEST_HEADERS

    @property
    def schema(self) -> pa.Schema:
        """Besides the contract: the CSV's line (from 1), and the text of a row that is not read."""
        texts = (pa.field(name, pa.string()) for name in (*self.headers.values(), "recipient_identity_type"))
        return pa.schema([*texts, pa.field("csv_line", pa.int64()), pa.field("csv_unfit", pa.string())])

    def rows(self, file: TextIO, name: str) -> Iterator[_Row]:
        reader = csv.reader(file, strict=True)
        try:
            headers = [header.strip() for header in next(reader, [])]
            positions = self._positions(headers, name)
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    yield self._row(cells, positions, len(headers)) | {"csv_line": line}
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"{name}, line {reader.line_num}: {error}. Mend the quotes of that row.") from error

    def _positions(self, headers: Sequence[str], name: str) -> Mapping[str, int]:
        missing = [header for header in self.headers if header not in headers]
        if missing:
            raise InputError(f"{name}: Missing headers: {', '.join(missing)}. The file must be DIVOC's CSV in UTF-8.")
        return {column: headers.index(header) for header, column in self.headers.items()}

    def _row(self, cells: Sequence[str], positions: Mapping[str, int], width: int) -> _Row:
        if len(cells) != width:
            return {"csv_unfit": f"{len(cells)} cells under {width} headers: " + ",".join(cells)}
        row: _Row = {column: cells[position] or None for column, position in positions.items()}
        if not self._is_about_the_disease(cells, positions):
            return {"csv_unfit": f"Not about {self.programme.disease}: " + ",".join(cells)}
        row |= _identity(cells[positions["recipient_identity_number"]])
        row["recipient_birth_date"] = _iso_date(cells[positions["recipient_birth_date"]])
        return row

    def _is_about_the_disease(self, cells: Sequence[str], positions: Mapping[str, int]) -> bool:
        position = positions.get("csv_disease")
        disease = "" if position is None else cells[position].strip().casefold()
        return disease in ("", self.programme.disease.casefold())


def _identity(text: str) -> _Row:
    """`did:in.gov.uidai.aadhaar:2342343334` is type aadhaar; what is no such URI is a number without a type."""
    match = _IDENTITY.fullmatch(text.strip())
    if match is None:
        return {"recipient_identity_type": None, "recipient_identity_number": text or None}
    kind = match["method"].rpartition(".")[2]
    return {"recipient_identity_type": kind or None, "recipient_identity_number": match["number"]}


def _iso_date(text: str) -> str | None:
    """DIVOC also takes 02-Jan-2006 for a birth date."""
    match = _DAY_MONTH_YEAR.fullmatch(text.strip())
    if match is None or match[2] not in _MONTHS:
        return text or None
    return f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{match[1]}"
