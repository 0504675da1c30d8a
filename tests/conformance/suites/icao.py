"""Names as issuers standardised them: ICAO 9303-3 transliteration against pairs collected from certificates.

The pairs hold issuers' mistakes and scripts without a table too, so a share of them must match; when it does, the rest
is no oracle and counts as absent.
"""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from credential_core.encodings.icao9303 import transliterate
from credential_core.errors import MalformedInputError
from tests.conformance.cases import Case, Suite, absent

_PAIRS = "hcert/icao-name-pairs.csv"
_REQUIRED_PERCENT = 84  # at least 400 of 475


def _cases(vectors: Path) -> Iterator[Case]:
    with (vectors / _PAIRS).open(encoding="utf-8", newline="") as file:
        pairs = [(pair["name"], pair["standardised"]) for pair in csv.DictReader(file)]
    results = [_transliterated(name) for name, _ in pairs]
    matched = sum(result == standard for result, (_, standard) in zip(results, pairs, strict=True))
    enough = matched * 100 >= len(pairs) * _REQUIRED_PERCENT
    for number, (result, (_, standard)) in enumerate(zip(results, pairs, strict=True), 1):
        yield Case(f"pair-{number}", standard, partial(_judge, result, standard, enough=enough))


def _judge(result: str, standard: str, *, enough: bool) -> str:
    if result != standard and enough:
        absent("an oracle for issuers' own spellings")
    return result


def _transliterated(name: str) -> str:
    try:
        return transliterate(name)
    except MalformedInputError as error:
        return error.code


SUITE = Suite("icao", (_PAIRS,), _cases)
