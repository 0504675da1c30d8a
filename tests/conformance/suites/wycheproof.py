"""Project Wycheproof's Ed25519 tests, through the core's own checks and the native signature driver."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.errors import TrustMaterialError
from credential_core.proofs import Algorithm, SignatureCheck, check_public_key, has_canonical_scalar
from issuer_jobs.verifying.native import check_signature
from tests.conformance.cases import Case, Suite, unsupported

_ED25519 = "w3c/wycheproof/ed25519_test.json"
_CURVE = "edwards25519"


def _cases(vectors: Path) -> Iterator[Case]:
    document = json.loads((vectors / _ED25519).read_bytes())
    for group in document["testGroups"]:
        for test in group["tests"]:
            yield Case(f"ed25519-tc{test['tcId']}", test["result"], partial(_judge, group["publicKey"], test))


def _judge(key: Mapping[str, Any], test: Mapping[str, Any]) -> str:
    if key["curve"] != _CURVE:
        unsupported(key["curve"])
    if test["result"] == "acceptable":
        unsupported("either answer is acceptable")
    signature = bytes.fromhex(test["sig"])
    try:
        public_key = check_public_key(bytes.fromhex(key["pk"]))
    except TrustMaterialError:
        return "invalid"
    question = SignatureCheck(Algorithm.ED25519, public_key, bytes.fromhex(test["msg"]), signature)
    return "valid" if has_canonical_scalar(signature) and check_signature(question) else "invalid"


SUITE = Suite("wycheproof", (_ED25519,), _cases)
