"""The WHO's specimens (gdhcn-validator): ICVP, DDCC:VS, DDCC:TR and an EU certificate, with their unpacked JSON."""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from credential_core.encodings.multikey import KeyType, encode_multikey
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Report
from credential_core.resources import Resources
from credential_core.trust import TrustEntry, TrustKey, TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.native import answer_all
from tests.conformance.cases import Case, Suite
from tests.conformance.hcert_text import decode_hcert_text

_FOLDER = "hcert/who"
_KEYS = f"{_FOLDER}/recovered-test-keys.json"
_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_USES = frozenset({Subject.VACCINATION, Subject.TEST, Subject.RECOVERY})


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / _FOLDER
    for path in sorted(folder.glob("*.txt")):
        text = path.read_bytes().rstrip(b"\r\n")  # a space at the end would be data
        unpacked = folder / f"{path.stem.removesuffix('Contents')}Unpacked.json"
        if unpacked.exists():
            yield from _unpacked_cases(path.stem, text, json.loads(unpacked.read_bytes()))
        else:
            yield Case(f"{path.stem}/structure", "passed", partial(_judged_structure, text))
    for key in json.loads((vectors / _KEYS).read_bytes())["keys"]:
        for name in key["verifies"]:
            if (folder / name).exists():
                text = (folder / name).read_bytes().rstrip(b"\r\n")
                yield Case(f"{name}/verified", "trust passed, signature passed", partial(_verified, text, key))


def _unpacked_cases(name: str, text: bytes, unpacked: Mapping[str, Any]) -> Iterator[Case]:
    yield Case(f"{name}/headers", _headers(unpacked), partial(_decoded_headers, text))
    yield Case(f"{name}/contents", _canonical(unpacked["contents"]), partial(_judged_contents, text))


def _headers(unpacked: Mapping[str, Any]) -> str:
    headers = unpacked["unprotectedAttributes"] | unpacked["protectedAttributes"]
    return f"alg {headers['1']}, kid {headers['4']}"


def _decoded_headers(text: bytes) -> str:
    message = decode_hcert_text(text).message
    return f"alg {message.algorithm}, kid {base64.urlsafe_b64encode(message.kid).rstrip(b'=').decode()}"


def _judged_contents(text: bytes) -> str:
    return _canonical(_judge(text, None).payload)


def _judged_structure(text: bytes) -> str:
    return _outcomes(_judge(text, None))[CheckName.STRUCTURE]


def _canonical(value: object) -> str:
    """Equal JSON gives equal text, whichever way a whole number was written."""
    return json.dumps(json.loads(json.dumps(value), parse_float=_number), sort_keys=True, ensure_ascii=False)


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _verified(text: bytes, key: Mapping[str, str]) -> str:
    report = _judge(text, _trust(decode_hcert_text(text).message.key_id, key))
    outcomes = _outcomes(report)
    return f"trust {outcomes[CheckName.TRUST]}, signature {outcomes[CheckName.SIGNATURE]}"


def _outcomes(report: Report) -> Mapping[CheckName, str]:
    return {check.name: check.outcome.value for check in report.checks}


def _trust(key_id: str, key: Mapping[str, str]) -> TrustList:
    point = b"\x04" + bytes.fromhex(key["x_hex"]) + bytes.fromhex(key["y_hex"])
    trust_key = TrustKey(key_id, Algorithm.ES256, encode_multikey(KeyType.P256, point), _USES)
    entry = TrustEntry("WHO", "Test keys", "XXA", (trust_key,), scheme=Scheme.HCERT)
    issued_at, valid_until = _NOW - timedelta(hours=1), _NOW + timedelta(days=1)
    return TrustList(1, issued_at, valid_until, {(Scheme.HCERT, "WHO"): entry})


@cache
def _resources() -> Resources:
    return load_resources()


def _judge(text: bytes, trust: TrustList | None) -> Report:
    return answer_all(verify_certificate(text, trust, _resources(), _NOW), lambda _path: None)


SUITE = Suite("who", (_FOLDER, _KEYS), _cases)
