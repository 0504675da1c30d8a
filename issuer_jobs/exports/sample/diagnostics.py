"""Columns about tests: kinds, devices, laboratories' products, times and results as a night has them."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.configuration import Programme
from issuer_jobs.exports.code_lists import TestList
from issuer_jobs.exports.sample.columns import chosen, digits, joined
from issuer_jobs.exports.sample.draws import Draws, Indices
from issuer_jobs.programme_formats import EventKind

_NAAT_IN_TEN: Final = ("rt-pcr",) * 8 + ("naat", "lamp")
_ANY_IN_TEN: Final = ("rt-pcr",) * 6 + ("naat",) + ("rapid-antigen",) * 3
_PRODUCTS: Final = (
    ("cobas SARS-CoV-2", "Roche Molecular Systems, Inc."),
    ("TaqPath COVID-19 RT-PCR", "Thermo Fisher Scientific Inc."),
    ("Xpert Xpress SARS-CoV-2", "Cepheid Inc."),
    ("RealStar SARS-CoV-2 RT-PCR", "Altona Diagnostics GmbH"),
)
_SAMPLES: Final = ("Nasopharyngeal swab", "Oropharyngeal swab", "Nasal swab", "Saliva")
_POSITIVE_IN: Final = 7
_SECONDS_PER_DAY: Final = 86_400
_FIRST_SAMPLE: Final = 7 * 3_600
_SECONDS_OF_SAMPLING: Final = 11 * 3_600
_RECOVERED_AFTER: Final = 12
_DAYS_OF_RECOVERY: Final = 140


def diagnostic_columns(
    programme: Programme, tests: TestList, draws: Draws, events: Indices, days: Indices
) -> dict[str, pa.Array]:
    """Tests of events; `days` since 1970-01-01 are what the night (or a correction) counts back from."""
    ids = _NAAT_IN_TEN if programme.kind is EventKind.RECOVERY else _ANY_IN_TEN
    kind = draws.below(len(ids), "test-type", events)
    is_rapid = np.array([not tests.types[name].codes.is_naat for name in ids])[kind]
    by_name = draws.below(5, "test-by-name", events) == 0
    names = [*ids, *(tests.types[name].name for name in ids)]
    return {
        "test_type": chosen(names, kind + by_name * len(ids)),
        **_products(tests, draws, events, pa.array(is_rapid)),
        "test_sample_origin": chosen(_SAMPLES, draws.below(len(_SAMPLES), "sample-origin", events)),
        **_times(programme, draws, events, days, is_rapid.astype(np.int64)),
        "test_result": chosen(("Negative", "Positive"), _positive(programme, draws, events)),
        "test_country": pa.repeat(programme.country, len(events)),
    }


def _products(tests: TestList, draws: Draws, events: Indices, is_rapid: pa.BooleanArray) -> dict[str, pa.StringArray]:
    product = draws.below(len(_PRODUCTS), "product", events)
    devices = list(tests.devices.values())
    device = chosen(devices, draws.below(len(devices), "device", events))
    maker = chosen([maker for _, maker in _PRODUCTS], product)
    name = chosen([name for name, _ in _PRODUCTS], product)
    return {
        "test_name": pc.if_else(is_rapid, pa.scalar(None, pa.string()), name),
        "test_manufacturer": pc.if_else(is_rapid, device, maker),
    }


def batches(draws: Draws, events: Indices, corrected: Indices) -> pa.StringArray:
    """Batches of reagents; a corrected one is the next."""
    return joined("T", digits((draws.below(9_000, "test-batch", events) + corrected) % 9_000, 4))


def _times(
    programme: Programme, draws: Draws, events: Indices, days: Indices, is_rapid: Indices
) -> dict[str, pa.TimestampArray]:
    """Samples by day; a rapid test tells within the hour, a laboratory by the next evening, no later than the night."""
    if programme.kind is EventKind.RECOVERY:
        ago = _RECOVERED_AFTER + draws.below(_DAYS_OF_RECOVERY, "days-since-sample", events)
    else:
        ago = 2 - 2 * is_rapid + draws.below(2, "days-since-sample", events)
    seconds = _FIRST_SAMPLE + draws.below(_SECONDS_OF_SAMPLING, "sample-second", events)
    wait = 900 + draws.below(2_700, "result-minutes", events) + (1 - is_rapid) * (4 * 3_600 + seconds % 57_600)
    collected = (days - ago) * _SECONDS_PER_DAY + seconds
    return {
        "test_collected_at": _instants(programme, collected),
        "test_resulted_at": _instants(programme, collected + wait),
    }


def _instants(programme: Programme, local_seconds: Indices) -> pa.TimestampArray:
    local = pa.array(local_seconds, pa.timestamp("s")).cast(pa.timestamp("us"))
    there = pc.assume_timezone(local, programme.zone.key, ambiguous="earliest", nonexistent="latest")
    return there.cast(pa.timestamp("us", tz="UTC"))


def _positive(programme: Programme, draws: Draws, events: Indices) -> Indices:
    if programme.kind is EventKind.RECOVERY:
        return np.ones(len(events), np.int64)
    return np.where(draws.below(_POSITIVE_IN, "positive", events) == 0, 1, 0)
