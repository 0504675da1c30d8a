"""The work on one slice: claims, signature, self-verification, documents, encryption; then its files.

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

from credential_core.claims import Certificate
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.verifiable_credential.writer import unsecured_document
from credential_core.trust import TrustList
from issuer_jobs import durable
from issuer_jobs.engines.local import Slice
from issuer_jobs.errors import InputError
from issuer_jobs.exports.judging import Judgement, judge
from issuer_jobs.exports.reading import ExportFile, SourceBatch, read_slice
from issuer_jobs.jobs.issue.certificates import CertificateBuilder
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.records import (
    CREDENTIALS,
    IssuedRow,
    RefusedRow,
    RowOrigin,
    credential_row,
    ledger_rows,
)
from issuer_jobs.jobs.issue.refusals import QR_TOO_LARGE, WORKER_DIED, refused_table
from issuer_jobs.jobs.table_file import TableFile
from issuer_jobs.ledger.personal_data import encrypt_credential
from issuer_jobs.ledger.schema import SCHEMA
from issuer_jobs.planning.identifiers import StatusPositions
from issuer_jobs.planning.plan import Plan, read_plan
from issuer_jobs.publishing.trust_list import trust_entries
from issuer_jobs.rendering.document import Document, Renderer
from issuer_jobs.rendering.qr import MAX_PAYLOAD_BYTES, QrCapacityError
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.verifying.self_verification import IssuedCredential, SelfVerifier

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
            environment.programme, environment.vaccines, plan, environment.identifiers, positions
        )
        self._signer = CredentialSigner(environment.resources, environment.signer, plan.issued_at)
        lists = {issuer: dict.fromkeys(status_range.list_files(), plan.issued_at)}
        entries = trust_entries(environment.keys, lists)
        trust = TrustList(0, plan.issued_at, plan.issued_at.replace(year=9999), entries)
        self._self_verifier = SelfVerifier(environment.resources, trust, plan.issued_at)
        self._renderer = _renderer(environment) if plan.documents else None

    def issue(self, item: Slice) -> SliceSummary:
        """Issue a slice, or report on one that an earlier attempt completed."""
        summary_path = self._environment.work_folder / f"slice-{item.index:05}.json"
        if summary_path.exists():
            return SliceSummary(**json.loads(summary_path.read_bytes()))
        made: list[IssuedRow] = []
        refused: list[RefusedRow] = []
        for outcome in self._outcomes(item):
            if isinstance(outcome, IssuedRow):
                made.append(outcome)
            else:
                refused.append(outcome)
        summary = SliceSummary(item.index, item.rows, _counts(made, refused), self._write(item, made, refused))
        durable.write_file(summary_path, json.dumps(asdict(summary)).encode())
        return summary

    def rehearse(self, item: Slice) -> None:
        """Do a slice's work and forget it."""
        for _ in self._outcomes(item):
            pass

    def _outcomes(self, item: Slice) -> Iterator[IssuedRow | RefusedRow]:
        decisions = {row["row_number"]: row for row in self._decisions(item)}
        if not decisions:
            return
        for event in self._events(item, decisions):
            row_number = event["row_number"]
            if row_number in item.left_out:
                yield RefusedRow(row_number, WORKER_DIED)
                continue
            try:
                yield self._make(event, decisions[row_number])
            except QrCapacityError:
                yield RefusedRow(row_number, QR_TOO_LARGE)

    def _decisions(self, item: Slice) -> list[dict[str, Any]]:
        where = (pc.field("file") == item.file) & (pc.field("row_number") >= item.first_row)
        dataset = ds.dataset(self._environment.work_folder / "decisions.parquet")
        rows: list[dict[str, Any]] = dataset.to_table(
            filter=where & (pc.field("row_number") < item.first_row + item.rows)
        ).to_pylist()
        return rows

    def _events(self, item: Slice, decisions: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
        judgement = Judgement(self._environment.programme, self._environment.vaccines, self._plan.date)
        judged = judge(self._source(item.file, item.first_row, item.rows), judgement)
        wanted = pc.is_in(judged.events["row_number"], pa.array(list(decisions), pa.int64()))
        events = judged.events.filter(wanted)
        contents = [decision["content_hash"] for decision in decisions.values()]
        if self._environment.identifiers.content_hashes(events) != contents:
            raise InputError("The export is not what was planned. Restore it, or start over with --replan.")
        rows: list[dict[str, Any]] = events.to_pylist()
        return rows

    def _source(self, file: int, first_row: int, rows: int) -> SourceBatch:
        export = self._task.inputs[file]
        return read_slice(export.path, first_row, rows, export.name)

    def _make(self, event: Mapping[str, Any], decision: Mapping[str, Any]) -> IssuedRow:
        certificate = self._builder.build(event, decision)
        document = unsecured_document(certificate)
        signed = self._signer.sign(document)
        qr_payload = encode_divoc_qr(signed.text)
        if len(qr_payload) > MAX_PAYLOAD_BYTES:
            raise QrCapacityError(len(qr_payload))
        public_key = self._environment.signer.public_key
        issued = IssuedCredential(certificate, document, signed.signing_input, public_key, signed.text, qr_payload)
        in_full = decision["position"] // 2 % FULL_VERIFICATION_EVERY == 0
        verified_in_full = self._self_verifier.check(issued, in_full=in_full)
        data_key = self._environment.data_keys.unwrap(decision["wrapped_key"])
        return IssuedRow(
            certificate,
            decision,
            self._builder.positions.position(decision["status_number"]),
            encrypt_credential(data_key, signed.text),
            self._render(certificate, signed.text, qr_payload),
            verified_in_full,
        )

    def _render(self, certificate: Certificate, credential: bytes, qr_payload: bytes) -> Document | None:
        if self._renderer is None:
            return None
        return self._renderer.render(certificate, credential, qr_payload, self._environment.programme.issuer.name)

    def _write(self, item: Slice, made: list[IssuedRow], refused: list[RefusedRow]) -> dict[str, str]:
        store, run = self._environment.store, self._plan.run
        for one in made:
            if one.document is not None:
                folder = store.documents_folder(run)
                durable.write_file(folder / f"{one.certificate.id}.pdf", one.document.pdf)
                durable.write_file(folder / f"{one.certificate.id}.png", one.document.qr_png)
        credentials = store.credentials_folder(run) / f"part-{item.index:05}.parquet"
        ledger = self._environment.work_folder / f"ledger-{item.index:05}.parquet"
        rejects = self._environment.rejects_folder / f"rejects-slice-{item.index:05}.parquet"
        with TableFile(credentials) as file:
            file.write(pa.Table.from_pylist([credential_row(one) for one in made], schema=CREDENTIALS))
        with TableFile(rejects) as file:
            if refused:
                source = self._source(item.file, item.first_row, item.rows)
                file.write(refused_table(source, {row.row_number: row.rule for row in refused}))
        with TableFile(ledger) as file:
            origin = RowOrigin(self._plan, self._environment.programme, credentials.relative_to(store.root).as_posix())
            rows = [row for one in made for row in ledger_rows(one, origin)]
            file.write(pa.Table.from_pylist(rows, schema=SCHEMA))
        written = [path for path in (credentials, rejects) if path.exists()]
        return {path.relative_to(store.root).as_posix(): durable.sha256_of(path) for path in written}


def _read_plan(environment: Environment) -> Plan:
    return read_plan(environment.plan_path)


def _renderer(environment: Environment) -> Renderer:
    data = environment.data
    return Renderer(data / "templates", data / "labels", environment.programme.languages)


def _counts(made: list[IssuedRow], refused: list[RefusedRow]) -> dict[str, int]:
    counts = Counter(issued=0, corrected=0, rejected=len(refused), documents=0, verified_in_full=0)
    for one in made:
        counts["issued" if one.decision["previous"] is None else "corrected"] += 1
        counts["documents"] += one.document is not None
        counts["verified_in_full"] += one.verified_in_full
    return dict(counts)
