"""`verify`: certificates of every format, judged by `verify-batch` on all cores, and one by one on one core."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from credential_core.encodings.strict_json import dump_json
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.report import Verdict
from credential_core.trust import TrustList
from issuer_jobs.jobs.progress import Silent
from issuer_jobs.jobs.verify_batch import BatchOptions, verify_batch
from issuer_jobs.verifying.judging import Verifier, read_below_any
from tests.benchmarks.measuring import Measurement, Request, family_memory, median_seconds
from tests.builders import NOW, RESOURCES, a_certificate, a_signed_credential, publish
from tests.cards import ISSUED, a_card, a_payload, card_trust, qr_codes
from tests.credential_core.formats.divoc import certificates as divoc
from tests.dcc_issuer import a_dcc, a_dcc_text, a_trust_list
from tests.verdicts import sound_trust

_DISTINCT = 50  # of each format; the verifier remembers none of them
_WARM_UP_ROWS = 100
_MILLISECONDS = 1_000

_FORMATS: Mapping[str, Callable[[int], bytes]] = {
    "vc2": lambda number: encode_divoc_qr(a_signed_credential(a_certificate(programme=f"programme-{number}"))),
    "divoc": lambda number: encode_divoc_qr(dump_json(divoc.signed(_divoc_document(number)))),
    "eu_dcc": lambda number: a_dcc_text(a_dcc(dob=f"19{number:02}-02-26")),
    "smart_health_card": lambda number: qr_codes(a_card(a_payload(nbf=ISSUED.timestamp() - number)))[0],
}


def measure(request: Request) -> Measurement:
    """Every certificate is valid; memory is that of all processes together."""
    made = {name: [make(number) for number in range(_DISTINCT)] for name, make in _FORMATS.items()}
    with TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder / "public")
        workers = len(os.sched_getaffinity(0))
        options = BatchOptions(_trust(), (folder / "public",), NOW, workers=workers)
        each = {f"{name}_ms": _each_ms(codes, options, request.repeat) for name, codes in made.items()}
        source, warm_up = (_table(folder, made, rows) for rows in (request.rows, _WARM_UP_ROWS))
        numbers = count()
        _batch(warm_up, folder / "warm-up.parquet", options)
        with family_memory() as memory:
            seconds = median_seconds(
                lambda: _batch(source, folder / f"{next(numbers)}.parquet", options), request.repeat
            )
    return Measurement("verify", request.rows, seconds, memory.peak_bytes, more={"workers": workers, **each})


def _divoc_document(number: int) -> dict[str, object]:
    return divoc.a_document(divoc.a_vaccination(), divoc.a_subject(name=f"Bhaya Mitra {number}"))


def _trust() -> TrustList:
    lists = (sound_trust(), divoc.a_trust_list(), a_trust_list(), card_trust())
    return replace(sound_trust(), entries={name: entry for one in lists for name, entry in one.entries.items()})


def _table(folder: Path, made: Mapping[str, list[bytes]], rows: int) -> Path:
    path = folder / f"{rows}-rows.parquet"
    turn = (codes[place] for place in range(_DISTINCT) for codes in made.values())
    pq.write_table(pa.table({"qr": list(islice(cycle(turn), rows))}), path)
    return path


def _batch(source: Path, out: Path, options: BatchOptions) -> float:
    started = time.perf_counter()
    counts = verify_batch(source, out, options, Silent())
    seconds = time.perf_counter() - started
    if counts[Verdict.VALID.value] != counts["rows"]:
        raise ValueError(f"sound certificates were not found valid: {counts}")
    return seconds


def _each_ms(codes: list[bytes], options: BatchOptions, repeat: int) -> float:
    """Milliseconds per certificate in this process."""
    verifier = Verifier(options.trust, RESOURCES, read_below_any(options.public), options.now)

    def run() -> float:
        started = time.perf_counter()
        if any(verifier.judge_row(code).verdict is not Verdict.VALID for code in codes):
            raise ValueError("a sound certificate was not found valid")
        return time.perf_counter() - started

    run()
    return round(median_seconds(run, repeat) / len(codes) * _MILLISECONDS, 3)
