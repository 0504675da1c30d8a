"""A clinic that issues several formats at once, in a folder of its own: its exports, and what its nights gave."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pypdfium2

from issuer_jobs.configuration import load_configuration
from issuer_jobs.exports.schema import CONTRACT
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.jobs.issue.stored_certificates import stored_files
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.signing.keys import initialise_keys
from issuer_jobs.verifying.judging import Verifier
from issuer_jobs.verifying.native import read_below
from issuer_jobs.verifying.trust_sources import load_trust
from tests.faults.nights import Night

CLINIC = "clinic"
FIRST, SECOND, THIRD = "2026-11-18", "2026-11-19", "2026-11-20"
KEYS_MADE_AT = datetime(2026, 11, 1, tzinfo=UTC)
JUDGED_AT = datetime(2026, 11, 22, 4, tzinfo=UTC)  # an hour after the standing clock of `faulty_divoc`
ALL_FORMATS = ("vc2", "divoc-v1", "eu-dcc", "shc")

_MAIN = 'profile = "demo"\nbase_url = "https://certificates.example"\nkeys = "../keys"\n'
_PROGRAMME = """issuer = "clinic"
title = "Vaccination"
disease = "COVID-19"
variant = "regional"
time_zone = "Europe/Vienna"
country = "AT"
valid_for_days = 365
vaccines = ["comirnaty", "corbevax", "stamaril"]
precaution_doses = 10
formats = ["vc2"]

[quality]
warn_above = 0.0
fail_above = 1.0
"""
_DIVOC = """
[divoc]
did = "did:clinic"
algorithm = "Ed25519"
issuer = "https://clinic.example/"
context = "https://cowin.gov.in/credentials/vaccination/v1"
certificates = "https://clinic.example/vaccine/"
"""
_HCERT = """
[hcert]
country = "AT"
authority = "Clinic"
"""

Row = dict[str, Any]


def a_clinic(root: Path, *formats: str, keys_made_at: datetime = KEYS_MADE_AT) -> Night:
    """Its configuration and keys; nothing is exported yet."""
    for folder in ("issuers", "programmes"):
        (root / "config" / folder).mkdir(parents=True)
    (root / "config" / "divoc.toml").write_text(_MAIN)
    (root / "config" / "issuers" / "clinic.toml").write_text('name = "Clinic"\ncountry = "AT"\n')
    programme_file(Night(root)).write_text(_PROGRAMME)
    with_formats(Night(root), *formats)
    make_keys(root, keys_made_at)
    return Night(root, CLINIC)


def programme_file(night: Night) -> Path:
    """The programme's file."""
    return night.root / "config" / "programmes" / f"{CLINIC}.toml"


def with_formats(night: Night, *formats: str) -> None:
    """Let the programme issue other formats."""
    names = ", ".join(f'"{one}"' for one in formats)
    settings = (_DIVOC if "divoc-v1" in formats else "") + (_HCERT if "eu-dcc" in formats else "")
    programme_file(night).write_text(_PROGRAMME.replace('formats = ["vc2"]', f"formats = [{names}]") + settings)


def make_keys(root: Path, now: datetime = KEYS_MADE_AT) -> None:
    """What `divoc keys init` does, at another time."""
    initialise_keys(load_configuration(root / "config"), None, now)


def a_dose(person: str, number: int, **changes: Any) -> Row:
    """One row: each person has doses a month apart, and a batch per dose, in one word."""
    name = person.capitalize()
    return {
        "event_id": f"{person}-{number}",
        "recipient_reference": person,
        "recipient_name": f"Maria {name}",
        "recipient_family_name": name,
        "recipient_given_name": "Maria",
        "recipient_gender": "Female",
        "recipient_birth_date": date(1980, 2, 29),
        "recipient_nationality": "AT",
        "vaccination_vaccine": "comirnaty",
        "vaccination_batch": f"LOT{person}{number}".upper(),
        "vaccination_date": date(2025 + number // 12, number % 12 + 1, 3),
        "vaccination_dose": number,
        "vaccination_total_doses": 2,
        "facility_name": "Clinic",
    } | changes


def export(night: Night, day: str, *rows: Row) -> None:
    """Replace a night's export."""
    folder = night.root / "exports" / CLINIC / f"date={day}"
    folder.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([column.with_nullable(True) for column in CONTRACT])
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / "part-0.parquet")


def issue(night: Night, day: str, *options: str, fault: str = "") -> tuple[int, str]:
    """Exit code and messages of the command."""
    done = night.issue(day, fault, "--workers", "1", *options)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


def issue_well(night: Night, day: str, *options: str) -> None:
    """A night without a rejected row."""
    code, message = issue(night, day, *options)
    assert code == 0, message


def findings(night: Night, day: str, kind: str) -> dict[str, dict[str, str]]:
    """Event id → rule → message, of a night's `rejects` or `warnings`."""
    folder = night.root / "store" / "rejects" / day / CLINIC
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob(f"{kind}-*.parquet")):
        for row in pq.read_table(path).to_pylist():
            found.setdefault(row["event_id"], {})[row["rule_id"]] = row["message"]
    return found


def stored(night: Night) -> dict[str, Mapping[str, bytes]]:
    """Certificate id → format → file, of everything in the store."""
    return {name: stored_files(text) for name, text in night.outcome()["credentials"].items()}


def attached(pdf: Path) -> dict[str, bytes]:
    """The files in a document, by name."""
    with pikepdf.open(pdf) as document:
        return {name: one.get_file().read_bytes() for name, one in document.attachments.items()}


def words(pdf: Path) -> str:
    """What a document's pages say."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def documents(night: Night) -> Iterator[Path]:
    """All PDFs in the store."""
    yield from sorted((night.root / "store" / "documents").rglob("*.pdf"))


def certificates(night: Night) -> list[Row]:
    """The ledger's rows of certificates."""
    rows: list[Row] = ds.dataset(night.root / "store" / "ledger", partitioning="hive").to_table().to_pylist()
    return [row for row in rows if row["ledger_event"] != "REVOKED"]


def verifier(night: Night, now: datetime = JUDGED_AT) -> Verifier:
    """What a traveller's verifier knows after the last publication."""
    public = night.root / "public"
    trust = load_trust(public, open_keys(load_configuration(night.root / "config")).trust_root())
    return Verifier(trust, load_resources(), read_below(public), now)
