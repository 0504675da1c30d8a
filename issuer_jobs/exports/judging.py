"""Judging a batch: every row becomes an event or a reject, and none is lost."""

from dataclasses import dataclass, replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.candidates import Candidates, Judgement, candidates_of, replace_distinct
from issuer_jobs.exports.mapping import map_rows
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rejects import Finding, rejects_table
from issuer_jobs.exports.rulebook.book import rules_of
from issuer_jobs.exports.rules import Rule, Severity
from issuer_jobs.programme_formats import EventKind

__all__ = ["JudgedBatch", "Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """`events` as the contract's `events`; `rejects` and `warnings` with the source's columns and REJECT_COLUMNS.

    Rows read = events + rejects; a warned row is an event too.
    """

    events: pa.Table
    rejects: pa.Table
    warnings: pa.Table


def judge(batch: SourceBatch, judgement: Judgement) -> JudgedBatch:
    """Apply the column mapping and all rules, without clock, files or order dependence.

    Refuses (InputError, ConfigurationError) only what no row can be blamed for: missing columns, a wrong mapping.
    """
    candidates = candidates_of(map_rows(batch.table, judgement.programme, batch.file), judgement)
    findings = _findings(candidates)
    rejecting = [finding for finding in findings if finding.rule.severity is Severity.QUARANTINE]
    rejected = reduce(pc.or_, (finding.rows for finding in rejecting), pa.repeat(False, candidates.rows.count))
    accepted = pc.invert(rejected)
    warning = [
        replace(finding, rows=pc.and_(finding.rows, accepted))
        for finding in findings
        if finding.rule.severity is Severity.WARN
    ]
    return JudgedBatch(
        events=_events(candidates, batch.first_row).filter(accepted).cast(candidates.rows.contract.events),
        rejects=rejects_table(batch, rejecting),
        warnings=rejects_table(batch, warning),
    )


def _findings(candidates: Candidates) -> list[Finding]:
    return [
        finding
        for rule in rules_of(candidates.judgement.programme)
        for column in rule.columns
        if column in candidates.rows.columns and (finding := _finding(candidates, rule, column))
    ]


def _finding(candidates: Candidates, rule: Rule, column: str) -> Finding | None:
    rows = pc.fill_null(rule.breaks(candidates, column), False)
    if not pc.any(rows).as_py():
        return None
    ids = candidates.ids[column] if rule.names_id else None
    return Finding(rule, candidates.rows.source_names[column], rows, ids)


def _events(candidates: Candidates, first_row: int) -> pa.Table:
    contract = candidates.rows.contract
    columns = {**candidates.rows.columns, **candidates.ids, **_manufacturers(candidates)}
    columns[contract.certified_country] = candidates.country()
    columns["row_number"] = pa.array(range(first_row, first_row + candidates.rows.count), pa.int64())
    # Nullability is checked by the caller's cast to the contract's events, once the rejected rows are gone.
    return pa.table({name: columns[name] for name in contract.events.names})


def _manufacturers(candidates: Candidates) -> dict[str, pa.StringArray]:
    """A vaccine's as exported, else the code list's; a test's by the EU's name for the device, where it has one."""
    codes = candidates.judgement.codes
    if candidates.judgement.programme.kind is not EventKind.VACCINATION:
        exported = candidates.column("test_manufacturer")
        return {"test_manufacturer": replace_distinct(exported, codes.tests.maker_of)}
    makers = replace_distinct(
        candidates.ids["vaccination_vaccine"], lambda vaccine: codes.vaccines[vaccine].manufacturer
    )
    return {"vaccination_manufacturer": pc.coalesce(candidates.column("vaccination_manufacturer"), makers)}
