"""Specimens of 77 countries (dcc-quality-assurance): each is read; those of known signers verify."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from credential_core.errors import CredentialError
from credential_core.formats.hcert.prefix import has_hcert_prefix
from credential_core.report import CheckName
from credential_core.trust import TrustKey
from tests.conformance.cases import Case, Suite
from tests.conformance.dgc_testdata import VECTORS, judge, outcome, read_vectors, signer_keys
from tests.conformance.hcert_text import decode_hcert_text

_TEXTS = "hcert/dcc-quality-assurance.jsonl"
_CLOCK = datetime(2022, 2, 1, tzinfo=UTC)


def _cases(vectors: Path) -> Iterator[Case]:
    keys = signer_keys(vector for vector in read_vectors(vectors).values() if "CERTIFICATE" in vector["TESTCTX"])
    for line in (vectors / _TEXTS).read_text(encoding="utf-8").splitlines():
        specimen = json.loads(line)
        text = specimen["PREFIX"].encode()
        if not has_hcert_prefix(text):
            continue
        yield Case(f"{specimen['file']}/read", "decoded, eu-dcc", partial(_read, text))
        key = keys.get(_key_id(text) or "")
        if key is not None:
            yield Case(f"{specimen['file']}/signature", "trust passed, signature passed", partial(_verify, text, key))


def _key_id(text: bytes) -> str | None:
    try:
        return decode_hcert_text(text).message.key_id
    except CredentialError:
        return None


def _read(text: bytes) -> str:
    report = judge(text, (), _CLOCK)
    return f"{'refused' if report.payload is None else 'decoded'}, {report.credential_format}"


def _verify(text: bytes, key: TrustKey) -> str:
    report = judge(text, [key], _CLOCK)
    return f"trust {outcome(report, CheckName.TRUST)}, signature {outcome(report, CheckName.SIGNATURE)}"


SUITE = Suite("dcc-quality-assurance", (_TEXTS, VECTORS), _cases)
