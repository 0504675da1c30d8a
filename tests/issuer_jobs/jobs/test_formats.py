"""The doses before: what each format and the page carry of them, over nights that were interrupted and corrected."""

import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from credential_core.claims import Vaccination
from credential_core.encodings.strict_json import parse_json_object
from credential_core.formats.verifiable_credential.reader import decode_own_credential
from credential_core.report import Verdict
from issuer_jobs.jobs.revoke import REQUESTS
from tests.faults.nights import Night
from tests.issuer_jobs.jobs.clinic import (
    CLINIC,
    FIRST,
    SECOND,
    THIRD,
    a_clinic,
    a_dose,
    attached,
    certificates,
    documents,
    export,
    issue,
    issue_well,
    verifier,
    words,
)

_CARD = "certificate.smart-health-card"

# Batch of a certificate's own dose → those of the doses before it.
_CARRIED = {
    "LOTAHN1": (),
    "LOTAHN2": ("LOTAHN1",),
    "LOTAHN3": ("LOTAHN1", "LOTAHN2"),
    "LOTAHNY": (),
    "LOTBOSE1": (),
    "LOTCRUZ1": (),
    "LOTCRUZ2": ("LOTCRUZ1",),
    "LOTCRUZ3": ("LOTCRUZ1", "LOTCRUZ2"),
    "LOTDIAZ1": (),
    "LOTDIAZ1B": (),
    "LOTDIAZ2": ("LOTDIAZ1B",),
    "LOTDIAZ3": ("LOTDIAZ1B", "LOTDIAZ2"),
    "LOTEZE1": (),
    "LOTEZE2": (),
}


@dataclass(frozen=True, slots=True)
class History:
    """Three nights: with the first credentials missing, and finished after they were restored."""

    code: int
    message: str
    left_behind: int
    night: Night


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    night = a_clinic(tmp_path_factory.mktemp("history") / "night", "vc2", "shc")
    _issue_first(night)
    _issue_second(night)
    export(night, THIRD, a_dose("ahn", 3), a_dose("diaz", 3), a_dose("ahn", 1))
    (first,) = (night.root / "store" / "credentials" / FIRST).rglob("*.parquet")
    hidden = shutil.move(first, night.root / "hidden.parquet")
    before = len(certificates(night))
    code, message = issue(night, THIRD)
    left_behind = len(certificates(night)) - before
    left_behind += sum(THIRD in path.parts for folder in ("documents", "credentials") for path in _files(night, folder))
    shutil.move(hidden, first)
    issue_well(night, THIRD)
    return History(code, message, left_behind, night)


def _issue_first(night: Night) -> None:
    yellow = a_dose("ahn", 1, event_id="yellow", vaccination_vaccine="stamaril", vaccination_batch="LOTAHNY")
    export(night, FIRST, yellow, *(a_dose(person, 1) for person in ("ahn", "bose", "cruz", "diaz", "eze")))
    issue_well(night, FIRST, "--no-publish")
    request = {"request_id": "1", "programme": CLINIC, "recipient_reference": "eze", "reason": "recall", "doses": None}
    requests = night.root / "requests.parquet"
    pq.write_table(pa.Table.from_pylist([request], schema=REQUESTS), requests)
    revoked = night.divoc("revoke", "--requests", str(requests), "--date", FIRST, "--no-publish")
    assert revoked.returncode == 0, revoked.stderr


def _issue_second(night: Night) -> None:
    """Dose 3 stands before dose 2 of the same person, and the night is killed in between."""
    right = a_dose("diaz", 1, vaccination_batch="LOTDIAZ1B")
    later = [a_dose(person, number) for person, number in (("cruz", 3), ("cruz", 2), ("diaz", 2), ("eze", 2))]
    export(night, SECOND, a_dose("ahn", 2), *later, right)
    killed, _ = issue(night, SECOND, "--no-publish", fault="kill:after:credentials/*/*/*.parquet")
    assert killed == -signal.SIGKILL
    issue_well(night, SECOND, "--no-publish")


def _files(night: Night, folder: str) -> list[Path]:
    return [path for path in (night.root / "store" / folder).rglob("*") if path.is_file()]


def _batches(doses: tuple[object, ...]) -> tuple[str | None, ...]:
    return tuple(dose.batch for dose in doses if isinstance(dose, Vaccination))


def test_every_format_carries_the_doses_before(history: History) -> None:
    judge = verifier(history.night).judge
    carried, on_cards, on_pages = {}, {}, {}
    for pdf in documents(history.night):
        files = attached(pdf)
        own = decode_own_credential(parse_json_object(files["credential.json"])).certificate
        assert isinstance(own.event, Vaccination)
        batch = own.event.batch or ""
        carried[batch] = _batches(own.earlier)
        card = judge(files[_CARD]).certificate
        assert card is not None and _batches((card.event,)) == (batch,)
        on_cards[batch] = _batches(card.earlier)
        on_pages[batch] = tuple(sorted({word for word in words(pdf).split() if word.startswith("LOT")} - {batch}))
    assert carried == _CARRIED
    assert on_cards == _CARRIED
    assert on_pages == _CARRIED


def test_what_was_corrected_or_revoked_is_so_in_every_format(history: History) -> None:
    judge = verifier(history.night).judge
    verdicts = {}
    for pdf in documents(history.night):
        files = attached(pdf)
        own = decode_own_credential(parse_json_object(files["credential.json"])).certificate
        assert isinstance(own.event, Vaccination)
        verdicts[own.event.batch] = {judge(file).verdict for file in files.values()}
    revoked = {batch for batch, found in verdicts.items() if found == {Verdict.INVALID}}
    assert revoked == {"LOTDIAZ1", "LOTEZE1"}
    assert {frozenset(found) for batch, found in verdicts.items() if batch not in revoked} == {
        frozenset({Verdict.VALID})
    }


def test_an_earlier_credential_that_is_gone_stops_the_night(history: History) -> None:
    assert history.code == 3
    assert "cannot be read" in history.message and "Restore the store from its backup" in history.message
    assert history.left_behind == 0
