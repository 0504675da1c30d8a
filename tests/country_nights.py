"""One night of every ready programme, with documents or without, in a folder of its own: what a country's users get."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from issuer_jobs.configuration import Configuration, load_configuration
from issuer_jobs.exports.code_lists import load_code_lists
from issuer_jobs.exports.sample.generating import generate_sample
from issuer_jobs.exports.sample.request import SampleRequest
from issuer_jobs.jobs.issue.environment import Environment, open_keys
from issuer_jobs.jobs.issue.night import IssueOptions, issue_night
from issuer_jobs.jobs.progress import Silent
from issuer_jobs.jobs.publish import publish_latest
from issuer_jobs.jobs.store import Store, exclusive
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.programme_formats import EventKind
from issuer_jobs.signing.keys import initialise_keys

_ROWS = 2
_LONG_BEFORE = timedelta(days=30)  # so that protection against yellow fever has begun


@dataclass(frozen=True, slots=True)
class CountryNights:
    """Folders below `root`; the night is yesterday, because the page reads the device's clock."""

    root: Path
    night: date

    @property
    def configuration(self) -> Configuration:
        """All ready programmes."""
        return load_configuration(self.root / "config")

    @property
    def store(self) -> Store:
        """The store."""
        return Store(self.root / "store")

    @property
    def public(self) -> Path:
        """What is published."""
        return self.root / "public"

    def documents(self, programme: str) -> list[Path]:
        """The PDFs of a programme."""
        return sorted(self.store.documents_folder(f"{self.night}/{programme}").glob("*.pdf"))

    def environment(self, programme: str) -> Environment:
        """A programme's night."""
        return Environment(self.root / "config", self.store.root, programme, self.night)

    def prepare(self) -> None:
        """Configuration, keys and exports."""
        config = self.root / "config"
        for name in ("issuers", "programmes"):
            shutil.copytree(data_folder() / name, config / name)
        (config / "divoc.toml").write_text(
            'profile = "demo"\nbase_url = "https://certificates.example"\nkeys = "../keys"\n'
        )
        initialise_keys(self.configuration, None, datetime.now(UTC))
        programmes = tuple(self.configuration.programmes.values())
        codes = load_code_lists(data_folder() / "code_lists")
        generate_sample(SampleRequest(self.root / "exports", programmes, (self.night,), _ROWS, codes))
        for programme in programmes:
            if programme.kind is EventKind.VACCINATION:
                _move_back(self.root / "exports" / programme.id / f"date={self.night}")

    def issue(self, programme: str, *, documents: bool = True) -> None:
        """One programme's night."""
        environment = self.environment(programme)
        with exclusive(environment.store):
            result = issue_night(environment, IssueOptions(self.root / "exports", documents=documents), Silent())
        assert result.manifest["counts"]["issued"] == _ROWS, result.manifest["counts"]

    def publish(self, site: Path | None = None) -> None:
        """The state after the newest night."""
        configuration = self.configuration
        publish_latest(self.store, configuration, open_keys(configuration), self.public, site)


def issue_every_programme(root: Path, *, documents: bool = True) -> CountryNights:
    """Issue one night of every ready programme; nothing is published yet."""
    nights = CountryNights(root, (datetime.now(UTC) - timedelta(days=1)).date())
    nights.prepare()
    for programme in sorted(nights.configuration.programmes):
        nights.issue(programme, documents=documents)
    return nights


def _move_back(folder: Path) -> None:
    """The doses were given some time ago, and are protected as long as before."""
    days = int(_LONG_BEFORE.total_seconds() // 86_400)
    for path in folder.glob("*.parquet"):
        table = pq.read_table(path)
        for name in ("vaccination_date", "vaccination_effective_from", "vaccination_effective_until"):
            place = table.column_names.index(name)
            dates = pc.subtract(table[name].cast(pa.int32()), pa.scalar(days, pa.int32())).cast(pa.date32())
            table = table.set_column(place, table.schema.field(name), dates)
        pq.write_table(table, path)
