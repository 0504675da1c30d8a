"""What the benches work on: a demo configuration with keys of its own, and a generated sample."""

import json
import multiprocessing
import shutil
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from credential_core.trust import TrustList
from issuer_jobs.configuration import load_configuration
from issuer_jobs.exports.judging import Judgement, judge
from issuer_jobs.exports.reading import find_export_files, read_batches
from issuer_jobs.exports.sample.generating import generate_sample
from issuer_jobs.exports.sample.request import SampleRequest
from issuer_jobs.issuance.issuing import Issuable
from issuer_jobs.jobs.issue.certificates import CertificateBuilder
from issuer_jobs.jobs.issue.credentials import CredentialMaker, MadeCredentials
from issuer_jobs.jobs.issue.earlier_doses import OtherEvents
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.format_issuers import format_issuers
from issuer_jobs.jobs.issue.preparing import issuance_time
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.planning.identifiers import StatusPositions, expiry_quarter
from issuer_jobs.planning.plan import Plan, StatusRange
from issuer_jobs.publishing.trust_list import trust_entries
from issuer_jobs.signing.keys import initialise_keys
from issuer_jobs.verifying.self_verification import SelfVerifier

DOMESTIC = "india-domestic"
NIGHT = date(2026, 11, 20)
_KEYS_MADE_AT = datetime(2026, 11, 19, tzinfo=UTC)
_SETTINGS = {"divoc-v1": "divoc", "divoc-v3": "divoc", "eu-dcc": "hcert", "who-ddcc": "hcert", "icvp": "hcert"}


@dataclass(frozen=True, slots=True)
class DemoNight:
    """Folders of one benchmark: `root/config`, `root/keys`, `root/exports` and one store per run.

    The programme is a ready one, cut down to `formats`.
    """

    root: Path
    programme: str = DOMESTIC
    formats: tuple[str, ...] = ("vc2",)

    @property
    def exports(self) -> Path:
        """Where the sample is."""
        return self.root / "exports"

    def environment(self, store: str = "store") -> Environment:
        """The night's environment with a store of that name."""
        return Environment(self.root / "config", self.root / store, self.programme, NIGHT)

    def make(self, rows: int) -> None:
        """Write configuration, keys and a clean sample of `rows` events."""
        self.configure()
        environment = self.environment()
        generate_sample(SampleRequest(self.exports, (environment.programme,), (NIGHT,), rows, environment.codes))

    def configure(self) -> None:
        """Write the configuration of this programme alone, and its keys."""
        config = self.root / "config"
        shutil.copytree(data_folder() / "issuers", config / "issuers")
        shutil.copyfile(data_folder() / "divoc.toml", config / "divoc.toml")
        settings = tomllib.loads((data_folder() / "programmes" / f"{self.programme}.toml").read_text())
        needed = {_SETTINGS.get(one) for one in self.formats}
        kept = {name: value for name, value in settings.items() if name not in {"divoc", "hcert"} - needed}
        (config / "programmes").mkdir()
        (config / "programmes" / f"{self.programme}.toml").write_text(_toml(kept | {"formats": list(self.formats)}))
        initialise_keys(load_configuration(config), None, _KEYS_MADE_AT)

    def items(self, at_once: int) -> Iterator[list[Issuable]]:
        """The claims of all events, in batches of `at_once`, as the job makes them."""
        environment = self.environment()
        builder = _builder(environment)
        judgement = Judgement(environment.programme, environment.codes, NIGHT)
        number = 0
        for file in find_export_files(self.exports, environment.programme.id, NIGHT):
            for batch in read_batches(file, environment.programme, at_once):
                events = judge(batch, judgement).events.to_pylist()
                decisions = (_decision(number + place) for place in range(len(events)))
                yield [
                    builder.build(event, decision, OtherEvents())
                    for event, decision in zip(events, decisions, strict=True)
                ]
                number += len(events)


def made_apart(night: DemoNight, rows: int) -> DemoNight:
    """A night made in a process of its own, so that the sample's memory is not counted."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        process.submit(night.make, rows).result()
    return night


class VerifyingMaker:
    """Makes the credentials of claims and checks them, as a worker does for its slices."""

    def __init__(self, environment: Environment) -> None:
        created = issuance_time(NIGHT, environment.programme)
        quarter = expiry_quarter(created + timedelta(days=environment.programme.valid_for_days))
        issuer = environment.programme.issuer.id
        lists = {issuer: dict.fromkeys(StatusRange(issuer, quarter, 0, 1).list_files(), created)}
        trust = TrustList(0, created, created.replace(year=9999), trust_entries(environment.keys, lists))
        verifier = SelfVerifier(environment.resources, trust, created)
        self._maker = CredentialMaker(format_issuers(environment, created), verifier)

    def make(self, item: Issuable, *, in_full: bool) -> MadeCredentials:
        """Signed and self-verified; the full verification runs when asked, and on new shapes."""
        return self._maker.make(item, in_full=in_full)


def _builder(environment: Environment) -> CertificateBuilder:
    issued_at = issuance_time(NIGHT, environment.programme)
    valid_until = issued_at + timedelta(days=environment.programme.valid_for_days)
    ledger_key = environment.keys.ledger_key()
    plan = Plan(environment.run, 1, environment.programme.id, NIGHT, issued_at, 0, ledger_key.id, None)
    return CertificateBuilder(
        environment.programme,
        environment.codes,
        replace(plan, issued_at=issued_at, valid_until=valid_until),
        environment.identifiers,
        StatusPositions(ledger_key.secret, environment.programme.issuer.id, expiry_quarter(valid_until)),
    )


def _decision(number: int) -> dict[str, object]:
    nothing: list[object] = []
    others = {"other_rows": nothing, "other_credentials": nothing}
    return {"event_key": number.to_bytes(16, "big"), "version": 1, "status_number": number} | others


def _toml(settings: dict[str, object]) -> str:
    """Settings with tables of one level; JSON's texts, numbers and lists are TOML's too."""
    tables = {name: value for name, value in settings.items() if isinstance(value, dict)}
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items() if name not in tables]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
    return "\n".join(lines)
