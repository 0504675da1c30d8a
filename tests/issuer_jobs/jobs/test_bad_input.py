"""What cannot be issued: at the row or at start-up, with a message that says what to do, and nothing half-issued."""

import random
import signal
import string
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from issuer_jobs.ledger.schema import LedgerEvent
from tests.faults.nights import Night
from tests.issuer_jobs.jobs.clinic import (
    ALL_FORMATS,
    CLINIC,
    FIRST,
    SECOND,
    a_clinic,
    a_dose,
    attached,
    certificates,
    documents,
    export,
    findings,
    issue,
    issue_well,
    make_keys,
    programme_file,
    stored,
    with_formats,
)

_REJECTED = {
    "corbevax": ("vaccine_without_dcc_codes", "[corbevax] in data/code_lists/vaccines.toml"),
    "name": ("name_not_transliterable", "recipient_family_name_icao and recipient_given_name_icao"),
    "large": ("qr_too_large", "Shorten names and addresses"),
}
_MANY = 14
_HAN = "".join(map(chr, range(0x4E00, 0x9F00)))
_COMMITTED_WITH_REJECTS = 5


def _noise(characters: int, alphabet: str = string.ascii_letters) -> str:
    """Text that no compression makes shorter than its alphabet allows."""
    return "".join(random.Random(characters).choices(alphabet, k=characters))  # noqa: S311


def _rows() -> list[dict[str, Any]]:
    unwritable = {"recipient_name": "मारिया", "recipient_family_name": None, "recipient_given_name": None}
    parts = ("line_1", "line_2", "district", "city", "state")
    large = {f"recipient_address_{part}": _noise(500 - place, _HAN) for place, part in enumerate(parts)}
    many = [
        a_dose(
            "many",
            number,
            vaccination_total_doses=_MANY,
            vaccination_batch=_noise(20 + number),
            facility_name=_noise(200 - number),
        )
        for number in range(1, _MANY + 1)
    ]
    return [
        a_dose("good", 1),
        a_dose("corbevax", 1, event_id="corbevax", vaccination_vaccine="corbevax"),
        a_dose("name", 1, event_id="name", **unwritable),
        a_dose("large", 1, event_id="large", **large),
        *many,
    ]


@dataclass(frozen=True, slots=True)
class BadNight:
    """A night with bad rows, and the command's exit code."""

    code: int
    night: Night


@pytest.fixture(scope="module")
def bad_night(tmp_path_factory: pytest.TempPathFactory) -> BadNight:
    night = a_clinic(tmp_path_factory.mktemp("bad") / "night", *ALL_FORMATS)
    export(night, FIRST, *_rows())
    code, message = issue(night, FIRST)
    assert code == _COMMITTED_WITH_REJECTS, message
    return BadNight(code, night)


def test_each_bad_row_is_rejected_with_its_fix(bad_night: BadNight) -> None:
    found = findings(bad_night.night, FIRST, "rejects")
    assert {event: list(rules) for event, rules in found.items()} == {
        event: [rule] for event, (rule, _) in _REJECTED.items()
    }
    for event, (rule, words) in _REJECTED.items():
        assert words in found[event][rule]


def test_nothing_of_a_rejected_row_is_issued(bad_night: BadNight) -> None:
    night, issued = bad_night.night, 1 + _MANY
    (counts,) = night.outcome()["counts"]
    outcomes = ("issued", "corrected", "unchanged", "duplicate", "rejected")
    assert counts["read"] == sum(counts[name] for name in outcomes) == issued + len(_REJECTED)
    ids = {row["certificate_id"] for row in certificates(night)}
    assert len(ids) == issued == counts["issued"] == counts["documents"]
    assert {pdf.stem for pdf in documents(night)} == ids == set(stored(night))
    assert all(set(files) == set(ALL_FORMATS) for files in stored(night).values())


def test_a_code_without_room_leaves_out_the_oldest_doses_and_a_card_its_code(bad_night: BadNight) -> None:
    found = findings(bad_night.night, FIRST, "warnings")
    shortened = {event for event, rules in found.items() if "earlier_doses_left_out" in rules}
    without_code = {event for event, rules in found.items() if "card_without_code" in rules}
    assert f"many-{_MANY}" in shortened & without_code
    assert not {"good-1", "many-1"} & (shortened | without_code)
    for event in without_code:
        assert "file only" in found[event]["card_without_code"]
    codes = {pdf.stem: len(list(pdf.parent.glob(f"{pdf.stem}*.png"))) for pdf in documents(bad_night.night)}
    assert sorted(codes.values()) == [3] * len(without_code) + [4] * (1 + _MANY - len(without_code))
    assert {len(attached(pdf)) for pdf in documents(bad_night.night)} == {len(ALL_FORMATS)}


def test_without_documents_the_credentials_are_the_same(bad_night: BadNight, tmp_path: Path) -> None:
    (tmp_path / "night").mkdir()
    for folder in ("config", "keys", "exports"):
        (tmp_path / "night" / folder).symlink_to(bad_night.night.root / folder)
    apart = replace(bad_night.night, root=tmp_path / "night")
    assert issue(apart, FIRST, "--no-pdf", "--no-publish")[0] == _COMMITTED_WITH_REJECTS
    assert apart.outcome()["credentials"] == bad_night.night.outcome()["credentials"]
    assert apart.outcome()["documents"] == {}


@pytest.fixture
def clinic(tmp_path: Path) -> Night:
    night = a_clinic(tmp_path / "night", *ALL_FORMATS)
    export(night, FIRST, a_dose("good", 1))
    return night


def _replace(night: Night, old: str, new: str) -> None:
    text = programme_file(night).read_text()
    assert old in text
    programme_file(night).write_text(text.replace(old, new))


def _without_key(night: Night) -> None:
    (path,) = (night.root / "keys" / "clinic" / CLINIC).glob("shc-*.json")
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda night: _replace(night, '"eu-dcc"', '"eu_dcc"'), ("clinic.toml", "'formats'", "eu-dcc")),
        (lambda night: _replace(night, "\ncertificates =", "\ncertificate ="), ("clinic.toml", "certificate")),
        (lambda night: _replace(night, "vaccination/v1", "vaccination/v9"), ("clinic.toml", "'divoc.context'")),
        (
            lambda night: _replace(night, '"Ed25519"', '"PS256"'),
            ("a key of Ed25519", 'Restore algorithm = "Ed25519" under [divoc]', "divoc keys init"),
        ),
        (lambda night: _replace(night, '"did:clinic"', '"did:other"'), ("did:clinic", "divoc keys init")),
        (lambda night: _replace(night, '"Clinic"\n', f'"{_noise(99)}"\n'), ("authority", "characters")),
        (_without_key, ("no key for shc", "divoc keys init")),
    ],
    ids=["formats", "divoc", "context", "algorithm", "did", "authority", "no key"],
)
def test_a_wrong_set_up_stops_the_night_before_it_begins(clinic: Night, spoil: Any, words: tuple[str, ...]) -> None:
    spoil(clinic)
    code, message = issue(clinic, FIRST)
    assert code == 2, message
    for word in words:
        assert word in message
    assert _left_behind(clinic) == []


def _left_behind(night: Night) -> list[Path]:
    """The lock is empty."""
    files = [path for folder in ("store", "public") for path in (night.root / folder).rglob("*") if path.is_file()]
    return [path for path in files if path.stat().st_size]


def test_an_expired_signer_stops_the_night_before_it_begins(tmp_path: Path) -> None:
    night = a_clinic(tmp_path / "night", "eu-dcc", keys_made_at=datetime(2024, 6, 1, tzinfo=UTC))
    make_keys(night.root)  # successors of the signing key and of the document signer; the latter is taken away again
    newest = max((night.root / "keys" / "clinic" / CLINIC).glob("eu-dcc-*.json"), key=_created_at)
    newest.unlink()
    export(night, FIRST, a_dose("good", 1))
    code, message = issue(night, FIRST)
    assert code == 2, message
    for words in ("document signer certificate", "2026-06-01", "divoc keys init"):
        assert words in message
    assert _left_behind(night) == []


def _created_at(path: Path) -> str:
    return path.read_text().partition('"created_at"')[2][:40]


def test_a_format_added_between_nights_is_for_what_comes_after(tmp_path: Path) -> None:
    night = a_clinic(tmp_path / "night", "vc2")
    export(night, FIRST, a_dose("old", 1))
    issue_well(night, FIRST, "--no-publish", "--no-pdf")
    with_formats(night, "vc2", "shc")
    export(night, SECOND, a_dose("old", 1), a_dose("new", 1))
    code, message = issue(night, SECOND, "--no-publish", "--no-pdf")
    assert (code, "divoc keys init" in message) == (2, True), message
    make_keys(night.root)
    killed, _ = issue(night, SECOND, "--no-publish", "--no-pdf", fault="kill:after:slice-*.json")
    assert killed == -signal.SIGKILL
    with_formats(night, "vc2")
    code, message = issue(night, SECOND, "--no-publish", "--no-pdf")
    assert (code, "changed since" in message) == (2, True), message
    with_formats(night, "vc2", "shc")
    issue_well(night, SECOND, "--no-publish")
    assert night.outcome()["counts"][1]["unchanged"] == 1
    assert sorted(sorted(files) for files in stored(night).values()) == [["shc", "vc2"], ["vc2"]]
    assert {row["ledger_event"] for row in certificates(night)} == {LedgerEvent.ISSUED.value}
