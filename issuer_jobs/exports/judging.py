"""Judging a batch: every row becomes an event or a reject, and none is lost."""

from dataclasses import dataclass
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.candidates import Candidates, Judgement, candidates_of, replace_distinct
from issuer_jobs.exports.mapping import map_rows
from issuer_jobs.exports.reading import SourceBatch
from issuer_jobs.exports.rejects import Finding, rejects_table
from issuer_jobs.exports.rules import RULES, Severity
from issuer_jobs.exports.schema import EVENT_SCHEMA

__all__ = ["JudgedBatch", "Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class JudgedBatch:
    """`events` in EVENT_SCHEMA; `rejects` and `warnings` with the source's columns and REJECT_COLUMNS.

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
        Finding(finding.rule, finding.column, pc.and_(finding.rows, accepted))
        for finding in findings
        if finding.rule.severity is Severity.WARN
    ]
    return JudgedBatch(
        events=_events(candidates, batch.first_row).filter(accepted).cast(EVENT_SCHEMA),
        rejects=rejects_table(batch, rejecting),
        warnings=rejects_table(batch, warning),
    )


def _findings(candidates: Candidates) -> list[Finding]:
    findings = []
    for rule in RULES:
        if rule.variant not in (None, candidates.judgement.programme.variant):
            continue
        for column in rule.columns:
            rows = pc.fill_null(rule.breaks(candidates, column), False)
            if pc.any(rows).as_py():
                findings.append(Finding(rule, candidates.rows.source_names[column], rows))
    return findings


def _events(candidates: Candidates, first_row: int) -> pa.Table:
    judgement = candidates.judgement
    makers = replace_distinct(candidates.vaccine_ids, lambda vaccine: judgement.vaccines[vaccine].manufacturer)
    columns = dict(candidates.rows.columns)
    columns["vaccination_vaccine"] = candidates.vaccine_ids
    columns["vaccination_manufacturer"] = pc.coalesce(columns["vaccination_manufacturer"], makers)
    columns["vaccination_country"] = pc.fill_null(columns["vaccination_country"], judgement.programme.country)
    columns["row_number"] = pa.array(range(first_row, first_row + candidates.rows.count), pa.int64())
    # Nullability is checked by the caller's cast to EVENT_SCHEMA, once the rejected rows are gone.
    return pa.table({name: columns[name] for name in EVENT_SCHEMA.names})
