"""Every ready programme, every format: one certificate of each is revoked, and every file of it says so."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from issuer_jobs.cli.main import app
from issuer_jobs.configuration import load_configuration
from issuer_jobs.jobs.issue.environment import open_keys
from issuer_jobs.jobs.issue.stored_certificates import stored_files
from issuer_jobs.jobs.revoke import REQUESTS
from issuer_jobs.ledger.personal_data import decrypt_credential
from issuer_jobs.packaged_data import data_folder, load_resources
from issuer_jobs.verifying.judging import Verifier, decisive_check
from issuer_jobs.verifying.native import read_below
from issuer_jobs.verifying.trust_sources import load_trust
from tests.country_nights import CountryNights, issue_every_programme

_PROGRAMMES = sorted(load_configuration(data_folder()).programmes)


def _of_everybody(nights: CountryNights) -> Iterator[tuple[str, str, dict[str, Mapping[str, bytes]]]]:
    """Programme, a person's reference, and that person's certificates by id, format by format."""
    for programme in _PROGRAMMES:
        environment = nights.environment(programme)
        (export,) = (nights.root / "exports" / programme).rglob("*.parquet")
        references = dict.fromkeys(pq.read_table(export)["recipient_reference"].to_pylist())
        folder = nights.store.credentials_folder(environment.run)
        rows = pa.concat_tables(
            [pq.read_table(path, partitioning=None) for path in folder.glob("*.parquet")]
        ).to_pylist()
        wrapped = environment.data_keys.find(pa.array([row["person_key"] for row in rows]), "no run")
        for reference in references:
            person = environment.identifiers.person_key(reference)
            key = environment.data_keys.unwrap(wrapped[person])
            own = [row for row in rows if row["person_key"] == person]
            yield (
                programme,
                reference,
                {row["certificate_id"]: stored_files(decrypt_credential(key, row["ciphertext"])) for row in own},
            )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> CountryNights:
    """One person of each programme is revoked, and everything is published."""
    nights = issue_every_programme(tmp_path_factory.mktemp("countries"), documents=False)
    revoked = {programme: reference for programme, reference, _ in reversed(list(_of_everybody(nights)))}
    request = {"doses": None, "reason": "issued_in_error"}
    rows = [
        request | {"request_id": programme, "programme": programme, "recipient_reference": reference}
        for programme, reference in revoked.items()
    ]
    requests = nights.root / "requests.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=REQUESTS), requests)
    folders = {"config": nights.root / "config", "store": nights.store.root, "public": nights.public}
    options = [text for name, folder in folders.items() for text in (f"--{name}", str(folder))]
    command = ["revoke", "--requests", str(requests), "--date", nights.night.isoformat(), *options]
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return nights


def _verdicts(verifier: Verifier, files: Mapping[str, bytes]) -> dict[str, str]:
    """Format → verdict and why."""
    reports = {name: verifier.judge(file) for name, file in files.items()}
    checks = {name: decisive_check(report) for name, report in reports.items()}
    return {name: check.code if (check := checks[name]) else report.verdict.value for name, report in reports.items()}


@pytest.fixture(scope="module")
def verifier(nights: CountryNights) -> Verifier:
    trust = load_trust(nights.public, open_keys(nights.configuration).trust_root())
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    return Verifier(trust, load_resources(), read_below(nights.public), now)


def test_every_file_of_a_revoked_certificate_is_revoked_and_no_other(nights: CountryNights, verifier: Verifier) -> None:
    seen: dict[str, list[str]] = {programme: [] for programme in _PROGRAMMES}
    for programme, reference, certificates in _of_everybody(nights):
        formats = {one.value for one in nights.configuration.programme(programme).formats.formats}
        for files in certificates.values():
            found = _verdicts(verifier, files)
            (verdict,) = set(found.values())
            assert set(found) == formats, (programme, reference)
            seen[programme].append(verdict)
    assert {programme for programme, verdicts in seen.items() if set(verdicts) == {"revoked", "valid"}} == set(seen)


@pytest.mark.parametrize("programme", ["india-tests", "austria-recovery"])
def test_a_dry_run_of_tests_balances_and_leaves_nothing(nights: CountryNights, programme: str) -> None:
    before = sorted(nights.store.runs_folder.rglob("*"))
    folders = {"config": nights.root / "config", "store": nights.store.root, "exports": nights.root / "exports"}
    options = [text for name, folder in folders.items() for text in (f"--{name}", str(folder))]
    command = ["issue", "--programme", programme, "--date", nights.night.isoformat(), "--dry-run", *options]
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert '"read": 2' in result.output and '"unchanged": 2' in result.output, result.output
    assert sorted(nights.store.runs_folder.rglob("*")) == before
