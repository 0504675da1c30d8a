"""Revocation hashes of the EU's gateway: the Corona-Warn-App's certificates with their three hashes."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from credential_core.formats.hcert.revocation import revocation_hashes
from tests.conformance.cases import Case, Suite
from tests.conformance.hcert_text import decode_hcert_text

_SAMPLES = "hcert/revocation/cwa-RevocationCalculationSampleData.json"
_EXPECTED = {"uci": "expUCI", "country_code_uci": "expCOUNTRYCODEUCI", "signature": "expSIGNATURE"}


def _cases(vectors: Path) -> Iterator[Case]:
    for sample in json.loads((vectors / _SAMPLES).read_bytes()):
        for hash_type, member in _EXPECTED.items():
            name = f"{sample['description']}/{hash_type}"
            yield Case(name, sample[member], partial(_hash, sample["barcodeData"].encode(), hash_type))


def _hash(text: bytes, hash_type: str) -> str:
    value = asdict(revocation_hashes(decode_hcert_text(text)))[hash_type]
    return "none" if value is None else bytes.hex(value)


SUITE = Suite("revocation-hashes", (_SAMPLES,), _cases)
