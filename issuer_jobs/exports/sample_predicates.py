"""What makes a test row break a rule: times of sample and result, and what proves a recovery."""

import datetime

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.candidates import Candidates
from issuer_jobs.exports.predicates import OLDEST_DATE, names_one_of
from issuer_jobs.programme_formats import RECOVERED_FROM, RECOVERED_UNTIL


def is_collected_after_night(rows: Candidates, _column: str) -> pa.BooleanArray:
    """Collected on a later date than the night, in the programme's zone."""
    return pc.greater(rows.event_dates, pa.scalar(rows.judgement.night))


def is_collected_too_early(rows: Candidates, _column: str) -> pa.BooleanArray:
    """Older than any event that is certified."""
    return pc.less(rows.event_dates, pa.scalar(OLDEST_DATE))


def is_resulted_after_night(rows: Candidates, column: str) -> pa.BooleanArray:
    """Found out after the night ended, in the programme's zone."""
    judgement = rows.judgement
    next_day = judgement.night + datetime.timedelta(days=1)
    end = datetime.datetime.combine(next_day, datetime.time(), judgement.programme.zone)
    return pc.greater_equal(rows.column(column), pa.scalar(end, pa.timestamp("us", tz="UTC")))


def is_resulted_before_sample(rows: Candidates, column: str) -> pa.BooleanArray:
    """Found out before the sample was taken."""
    return pc.less(rows.column(column), rows.column("test_collected_at"))


def is_not_positive(rows: Candidates, column: str) -> pa.BooleanArray:
    """A known result that does not prove the disease."""
    results = rows.judgement.codes.tests.results
    return names_one_of(rows, column, [key for key, result in results.items() if not result.codes.is_positive])


def is_no_naat(rows: Candidates, column: str) -> pa.BooleanArray:
    """A known test that is no nucleic acid amplification test."""
    types = rows.judgement.codes.tests.types
    return names_one_of(rows, column, [key for key, kind in types.items() if not kind.codes.is_naat])


def is_recovered_too_long(rows: Candidates, _column: str) -> pa.BooleanArray:
    """The certificate would have ended by the night's end, as of which it is issued."""
    return pc.less_equal(rows.event_dates, pa.scalar(rows.judgement.night - RECOVERED_UNTIL))


def is_not_yet_recovered(rows: Candidates, _column: str) -> pa.BooleanArray:
    """The certificate begins after the night."""
    return pc.greater(rows.event_dates, pa.scalar(rows.judgement.night - RECOVERED_FROM))
