"""The work on one slice: claims, credentials, self-verification, documents, encryption; then its files.

The files of a slice follow from the plan alone, so a slice that is done again gives the same bytes. Its
summary is written last: a slice that has one is complete and is not done again.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from credential_core.trust import TrustList
from issuer_jobs import durable
from issuer_jobs.engines.local import Slice
from issuer_jobs.errors import InputError
from issuer_jobs.exports.judging import Judgement, judge
from issuer_jobs.exports.reading import ExportFile, SourceBatch, read_slice
from issuer_jobs.issuance.issuing import UnissuableError
from issuer_jobs.jobs.issue.certificates import CertificateBuilder
from issuer_jobs.jobs.issue.credentials import CredentialMaker
from issuer_jobs.jobs.issue.documents import PDF, DocumentMaker
from issuer_jobs.jobs.issue.earlier_doses import EarlierDoses, OtherEvents
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.format_issuers import format_issuers
from issuer_jobs.jobs.issue.records import IssuedRow, RefusedRow
from issuer_jobs.jobs.issue.refusals import QR_TOO_LARGE, WORKER_DIED, Refusal
from issuer_jobs.jobs.issue.salted_signatures import SaltedSignatures
from issuer_jobs.jobs.issue.slice_files import SliceFiles
from issuer_jobs.jobs.issue.stored_certificates import stored_text
from issuer_jobs.ledger.personal_data import encrypt_credential
from issuer_jobs.planning.identifiers import StatusPositions
from issuer_jobs.planning.plan import Plan, read_plan
from issuer_jobs.publishing.trust_list import trust_entries
from issuer_jobs.rendering.qr import QrCapacityError
from issuer_jobs.verifying.self_verification import SelfVerifier

FULL_VERIFICATION_EVERY = 100


@dataclass(frozen=True, slots=True)
class SliceSummary:
    """What a slice did; hashes are of the files it wrote, by their path below the store."""

    index: int
    rows: int
    counts: Mapping[str, int]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IssueTask:
    """The run's work, as it is sent to worker processes."""

    environment: Environment
    inputs: tuple[ExportFile, ...]

    def prepare(self) -> Callable[[Slice], SliceSummary]:
        """Open everything once per process."""
        return SliceIssuer(self, _read_plan(self.environment)).issue

    def probe(self) -> Callable[[Slice], None]:
        """For a trial of suspected rows: the same work, but nothing is written."""
        return SliceIssuer(self, _read_plan(self.environment)).rehearse


class SliceIssuer:
    """Issues slices of one run in one process."""

    def __init__(self, task: IssueTask, plan: Plan) -> None:
        environment = task.environment
        self._task, self._plan, self._environment = task, plan, environment
        if plan.issued_at is None:
            raise ValueError("an issuing plan has times")
        (status_range,) = plan.status_ranges
        issuer = environment.programme.issuer.id
        positions = StatusPositions(environment.keys.ledger_key().secret, issuer, status_range.quarter)
        self._builder = CertificateBuilder(
            environment.programme, environment.codes, plan, environment.identifiers, positions
        )
        lists = {issuer: dict.fromkeys(status_range.list_files(), plan.issued_at)}
        entries = trust_entries(environment.keys, lists)
        trust = TrustList(0, plan.issued_at, plan.issued_at.replace(year=9999), entries)
        verifier = SelfVerifier(environment.resources, trust, plan.issued_at)
        self._signatures = SaltedSignatures(environment.work_folder)
        issuers = format_issuers(environment, plan.issued_at, self._signatures.remembering)
        self._maker = CredentialMaker(issuers, verifier)
        self._earlier = EarlierDoses(
            environment.store.root, environment.codes, self._judged_rows, environment.data_keys.unwrap
        )
        self._documents = DocumentMaker(environment) if plan.documents else None
        self._files = SliceFiles(environment, plan)

    def issue(self, item: Slice) -> SliceSummary:
        """Issue a slice, or report on one that an earlier attempt completed."""
        summary_path = self._environment.work_folder / f"slice-{item.index:05}.json"
        if summary_path.exists():
            return SliceSummary(**json.loads(summary_path.read_bytes()))
        self._signatures.begin(item.index)
        source = self._source(item.file, item.first_row, item.rows)
        made: list[IssuedRow] = []
        refused: list[RefusedRow] = []
        for outcome in self._outcomes(item, source):
            if isinstance(outcome, IssuedRow):
                made.append(outcome)
            else:
                refused.append(outcome)
        self._signatures.keep(item.index)
        files = self._files.write(item, made, refused, source)
        summary = SliceSummary(item.index, item.rows, _counts(made, refused), files)
        durable.write_file(summary_path, json.dumps(asdict(summary)).encode())
        return summary

    def rehearse(self, item: Slice) -> None:
        """Do a slice's work and forget it."""
        for _ in self._outcomes(item, self._source(item.file, item.first_row, item.rows)):
            pass

    def _outcomes(self, item: Slice, source: SourceBatch) -> Iterator[IssuedRow | RefusedRow]:
        decisions = {row["row_number"]: row for row in self._decisions(item)}
        if not decisions:
            return
        others = self._earlier.of(list(decisions.values()))
        for event in self._events(source, decisions):
            row_number = event["row_number"]
            if row_number in item.left_out:
                yield RefusedRow(row_number, WORKER_DIED)
                continue
            try:
                yield self._make(event, decisions[row_number], others)
            except QrCapacityError:
                yield RefusedRow(row_number, QR_TOO_LARGE)
            except UnissuableError as error:
                yield RefusedRow(row_number, Refusal(error.rule, error.column, str(error)))

    def _decisions(self, item: Slice) -> list[dict[str, Any]]:
        where = (pc.field("file") == item.file) & (pc.field("row_number") >= item.first_row)
        dataset = ds.dataset(self._environment.work_folder / "decisions.parquet")
        rows: list[dict[str, Any]] = dataset.to_table(
            filter=where & (pc.field("row_number") < item.first_row + item.rows)
        ).to_pylist()
        return rows

    def _events(self, source: SourceBatch, decisions: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
        judged = self._judged(source)
        events = judged.filter(pc.is_in(judged["row_number"], pa.array(list(decisions), pa.int64())))
        contents = [decision["content_hash"] for decision in decisions.values()]
        if self._environment.identifiers.content_hashes(events) != contents:
            raise InputError("The export is not what was planned. Restore it, or start over with --replan.")
        rows: list[dict[str, Any]] = events.to_pylist()
        return rows

    def _judged(self, source: SourceBatch) -> pa.Table:
        judgement = Judgement(self._environment.programme, self._environment.codes, self._plan.date)
        return judge(source, judgement).events

    def _judged_rows(self, file: int, first: int, last: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._judged(self._source(file, first, last - first + 1)).to_pylist()
        return rows

    def _source(self, file: int, first_row: int, rows: int) -> SourceBatch:
        export = self._task.inputs[file]
        return read_slice(export.path, first_row, rows, export.name)

    def _make(self, event: Mapping[str, Any], decision: Mapping[str, Any], others: OtherEvents) -> IssuedRow:
        item = self._builder.build(event, decision, others)
        in_full = decision["position"] // 2 % FULL_VERIFICATION_EVERY == 0
        made = self._maker.make(item, in_full=in_full)
        data_key = self._environment.data_keys.unwrap(decision["wrapped_key"])
        certificate = item.certificate
        return IssuedRow(
            certificate=certificate,
            decision=decision,
            status=self._builder.positions.position(decision["status_number"]),
            ciphertext=encrypt_credential(data_key, stored_text(certificate, made.issued)),
            files={} if self._documents is None else self._documents.make(certificate, made.issued),
            warnings=made.warnings,
            verified_in_full=made.verified_in_full,
        )


def _read_plan(environment: Environment) -> Plan:
    return read_plan(environment.plan_path)


def _counts(made: list[IssuedRow], refused: list[RefusedRow]) -> dict[str, int]:
    counts = Counter(issued=0, corrected=0, rejected=len(refused), documents=0, verified_in_full=0)
    for one in made:
        counts["issued" if one.decision["previous"] is None else "corrected"] += 1
        counts["documents"] += PDF in one.files
        counts["verified_in_full"] += one.verified_in_full
        counts["warnings"] += len(one.warnings)
    return dict(counts)
