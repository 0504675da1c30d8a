"""Making sample exports: first nights with clean and dirty rows, and later nights that correct them."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa

from issuer_jobs.exports.sample.dirt import CLEAN, dirt_of, soil
from issuer_jobs.exports.sample.draws import Indices, spread
from issuer_jobs.exports.sample.events import Corrections, SampleNight, make_events
from issuer_jobs.exports.sample.request import CorrectionRequest, NightSample, SampleRequest
from issuer_jobs.exports.writing import night_folder, write_parts

_KINDS_OF_CORRECTION: Final = 3
_ROWS_LOOKED_AT_ONCE: Final = 1_000_000


def generate_sample(request: SampleRequest) -> tuple[NightSample, ...]:
    """Write every programme's nights; the same request gives the same bytes on every day and machine."""
    return tuple(
        _generate_night(SampleNight(request, programme, night, index))
        for programme in request.programmes
        for index, night in enumerate(request.nights)
    )


def corrections_of(request: CorrectionRequest) -> tuple[NightSample, ...]:
    """Write a second night for every programme: corrected, unchanged and new events, in this order.

    A corrected event differs in one of name, batch or vaccination date (a day earlier) and keeps its event id.
    """
    return tuple(
        _generate_corrections(request, SampleNight(request.first, programme, request.first.nights[0], 0))
        for programme in request.first.programmes
    )


def _generate_night(night: SampleNight) -> NightSample:
    counts: Counter[str] = Counter()

    def parts() -> Iterator[list[pa.Table]]:
        for rows in _row_numbers(night.request.rows, night.request.rows_per_file):
            dirt = dirt_of(night, rows)
            counts.update(dirt.counts())
            yield [soil(make_events(night, rows), dirt, night)]

    files = write_parts(night_folder(night.request.out, night.programme.id, night.date), parts())
    return NightSample(night.programme.id, night.date, files, dict(counts))


def _generate_corrections(request: CorrectionRequest, first: SampleNight) -> NightSample:
    clean = np.concatenate(
        [_clean_rows(first, rows) for rows in _row_numbers(first.request.rows, _ROWS_LOOKED_AT_ONCE)]
    )
    order = np.arange(len(clean))
    is_corrected, ordinal = spread(round(len(clean) * request.share), len(clean), order)
    others = np.flatnonzero(~is_corrected)
    is_unchanged, _ = spread(round(len(clean) * request.unchanged_share), len(others), np.arange(len(others)))
    corrected, unchanged = clean[is_corrected], clean[others[is_unchanged]]
    kinds = ordinal[is_corrected] % _KINDS_OF_CORRECTION
    corrections = Corrections(*((kinds == kind).astype(np.int64) for kind in range(_KINDS_OF_CORRECTION)))
    second = SampleNight(request.first, first.programme, request.night, len(request.first.nights))
    table = pa.concat_tables(
        [
            make_events(first, corrected, corrections),
            make_events(first, unchanged),
            make_events(second, np.arange(request.new_rows)),
        ]
    )
    size = request.first.rows_per_file
    parts = ([table.slice(start, size)] for start in range(0, max(table.num_rows, 1), size))
    files = write_parts(night_folder(request.first.out, first.programme.id, request.night), parts)
    counts = {"corrected": len(corrected), "unchanged": len(unchanged), "new": request.new_rows}
    return NightSample(first.programme.id, request.night, files, counts)


def _row_numbers(rows: int, at_once: int) -> Iterator[Indices]:
    for start in range(0, max(rows, 1), at_once):
        yield np.arange(start, min(start + at_once, rows))


def _clean_rows(night: SampleNight, rows: Indices) -> Indices:
    clean: Indices = rows[dirt_of(night, rows).kinds == CLEAN]
    return clean
