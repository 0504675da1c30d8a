"""What the conformance suites judge: payload, trust and time, seen while a deterministic choice of their cases runs."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from nacl.signing import SigningKey

from credential_core.encodings.multibase import encode_ed25519_multikey
from credential_core.errors import CredentialError
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.publishing.trust_list import sign_trust_list
from issuer_jobs.signing.signer import Signer
from tests.conformance.cases import AbsentVectorError, Case, Suite, UnsupportedVectorError
from tests.conformance.suites import (
    bitstring,
    dcc_quality_assurance,
    dgc_testdata,
    divoc,
    shc_devtools,
    shc_spec,
    shl,
    vc2,
    vc_ecdsa,
    vc_eddsa,
    who,
)

SUITES: tuple[Suite, ...] = tuple(
    module.SUITE
    for module in (
        *(bitstring, dcc_quality_assurance, dgc_testdata, divoc, shc_devtools, shc_spec),
        *(shl, vc2, vc_ecdsa, vc_eddsa, who),
    )
)
CASES_PER_SUITE = 60

# Reading pictures would take most of the time, and is no matter of judging; what they hold is judged as text, too.
_PICTURES = ("picture", " qr ")

_LAST_YEAR = 2999  # that a trust list can be dated; one suite judges in the year 4023

_ROOT = SigningKey(b"root of the conformance tests".ljust(32, b"."))
ROOT_KEY = encode_ed25519_multikey(bytes(_ROOT.verify_key))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question to the verifier; `envelope` is the signed trust list, None where nobody is trusted."""

    payload: bytes
    envelope: bytes | None
    now: datetime


def judgements(vectors: Path) -> dict[Judgement, str]:
    """Different judgements with the case that first asked for each; those without a trust list come first."""
    found: dict[Judgement, str] = {}
    for suite in SUITES:
        for case in _chosen(suite, vectors):
            for judgement in _observed(case):
                found.setdefault(judgement, f"{suite.name}: {case.name}")
    return dict(sorted(found.items(), key=lambda item: item[0].envelope is not None))


def _chosen(suite: Suite, vectors: Path) -> list[Case]:
    """Evenly spaced cases of a suite; none when its files are absent."""
    if suite.missing(vectors):
        return []
    cases = [case for case in suite.cases(vectors) if not any(word in case.name for word in _PICTURES)]
    return cases[:: max(1, len(cases) // CASES_PER_SUITE)]


def _observed(case: Case) -> Iterator[Judgement]:
    """What a case has judged; the interpreter itself tells, so that suites need no hook for it."""
    seen: list[dict[str, Any]] = []

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code is verify_certificate.__code__:
            seen.append(dict(frame.f_locals))

    sys.setprofile(watch)
    try:
        case.run()
    except (AbsentVectorError, CredentialError, UnsupportedVectorError):
        pass  # the suites' own runner says what that means; here only what was judged counts
    finally:
        sys.setprofile(None)
    for call in (call for call in seen if call["now"].year <= _LAST_YEAR):
        yield Judgement(call["payload"], _envelope(call["trust"]), call["now"].replace(microsecond=0))


def _envelope(trust: TrustList | None) -> bytes | None:
    if trust is None:
        return None
    return sign_trust_list(replace(trust, sequence=1), Signer.from_secret("root", bytes(_ROOT)))
