"""What the suites of SMART Health Cards and Links share: trust in the vectors' issuers, and how cards are judged."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import HTML

from credential_core.assembly import assemble
from credential_core.formats.signed import Scheme
from credential_core.report import Outcome, Report
from credential_core.resources import Resources
from credential_core.trust import TrustEntry, TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.trust_sources.card_keys import CardKeys, read_card_keys
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.native import answer_all
from tests.cards import USES, card_key

FOLDER = "shc"
SPEC_EXAMPLES, SPEC_KEYS = f"{FOLDER}/spec-examples", f"{FOLDER}/spec-keys"
DEV_TOOLS = f"{FOLDER}/dev-tools-testdata"
SPEC_ISSUER = "https://spec.smarthealth.cards/examples/issuer"
_DEV_TOOLS_ISSUERS = "https://raw.githubusercontent.com/smart-on-fhir/health-cards-dev-tools/main/testdata"

# After the newest example was issued (2024-05-07), before the one that ends does (2025-05-07).
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@cache
def resources() -> Resources:
    """Code lists and schemas as `divoc verify` uses them."""
    return load_resources()


@cache
def issuer_keys(vectors: Path) -> Mapping[str, CardKeys]:
    """The keys that each issuer among the vectors publishes, as `divoc trust import` takes them."""
    return {issuer: _read_issuer(vectors, issuer, folder) for issuer, folder in _issuers(vectors).items()}


def _issuers(vectors: Path) -> Mapping[str, Path]:
    """Where each issuer's `.well-known` lies, as `well-known`."""
    folders = {SPEC_ISSUER: vectors / SPEC_KEYS / "issuer" / "well-known"}
    for key_set in sorted((vectors / DEV_TOOLS).rglob("well-known/jwks.json")):
        path = key_set.parents[1].relative_to(vectors / DEV_TOOLS).as_posix()
        folders[f"{_DEV_TOOLS_ISSUERS}/{path}"] = key_set.parent
    return folders


def revocation_lists(vectors: Path, issuer: str) -> list[Any]:
    """The revocation lists that an issuer publishes."""
    folder = _issuers(vectors).get(issuer)
    return [] if folder is None else [json.loads(path.read_bytes()) for path in sorted((folder / "crl").glob("*.json"))]


def _read_issuer(vectors: Path, issuer: str, folder: Path) -> CardKeys:
    """No keys when the file is no key set."""
    try:
        document = json.loads((folder / "jwks.json").read_bytes())
    except ValueError:
        return CardKeys((), None, ())
    return read_card_keys(issuer, document.get("keys", []), revocation_lists(vectors, issuer), USES)


def trust_list(vectors: Path, issuers: frozenset[str] | None = None) -> TrustList:
    """Trust in the vectors' issuers, or in those of them that a directory lists."""
    entries = (
        TrustEntry(issuer, issuer, "ZZ", keys.keys, keys.status, Scheme.SMART_HEALTH_CARD)
        for issuer, keys in issuer_keys(vectors).items()
        if keys.keys and (issuers is None or issuer in issuers)
    )
    return _trust_list(entries)


def trust_in_test_key(issuer: str) -> TrustList:
    """Trust in the key of our tests, as one issuer's."""
    return _trust_list([TrustEntry(issuer, issuer, "ZZ", (card_key(),), scheme=Scheme.SMART_HEALTH_CARD)])


def _trust_list(entries: Iterable[TrustEntry]) -> TrustList:
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    return TrustList(1, start, end, {(entry.scheme, entry.issuer): entry for entry in entries})


def judge(parts: Sequence[bytes], trust: TrustList | None, now: datetime = NOW) -> list[Report]:
    """A report for each card in what was scanned or opened together."""
    return [judge_payload(payload, trust, now) for payload in assemble(parts)]


def judge_payload(payload: bytes, trust: TrustList | None, now: datetime = NOW) -> Report:
    """The report on one payload."""
    return answer_all(verify_certificate(payload, trust, resources(), now), lambda _path: None)


def codes_of(report: Report) -> Iterator[str]:
    """Every code in a report but those of checks that passed, do not apply, or were not reached."""
    for check in report.checks:
        if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN) and check.code != "not_reached":
            yield check.code
            yield from filter(None, str(check.facts.get("also", "")).split(", "))
    yield from report.warnings


def payloads_of_pictures(paths: Sequence[Path]) -> tuple[bytes, ...]:
    """What the QR codes in pictures hold; drawings are printed first."""
    return read_payloads(*(_print(path) if path.suffix == ".svg" else path for path in paths))


def _print(path: Path) -> bytes:
    """A PDF page with a drawing."""
    address = f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"
    pdf: bytes = HTML(string=f'<img src="{address}" style="width: 15cm">').write_pdf()
    return pdf
