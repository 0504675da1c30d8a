"""Inputs of the VC Data Model 2.0 test suite (w3c/vc-data-model-2.0-test-suite): what may and what may not be valid.

The suite leaves issuing to the software under test: each input gets an issuer and is signed here, with a key that the
trust list knows. `-ok` must then be valid at a time within its period; `-fail` must be refused, not for its signature.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.assembly import assemble
from credential_core.encodings.members import format_time
from credential_core.encodings.strict_json import JsonObject, dump_json
from credential_core.encodings.timestamps import parse_timestamp
from credential_core.errors import MalformedInputError
from credential_core.report import Check, CheckName, Outcome, Report
from credential_core.resources import CONTEXT_FILES
from tests.conformance.cases import Case, Suite, absent, unsupported
from tests.conformance.issuing import KEYS, STATEMENTS, TEXT, signed
from tests.conformance.trusted_issuers import NOW, an_entry, judge, passed_but, trust, verdict

_FOLDER = "w3c/vc2-test-suite"
_ISSUER = "https://issuer.example/"
_REFUSED = "refused for its form"
_PLACEHOLDERS = {"PAST DATE": NOW - timedelta(days=1), "FUTURE DATE": NOW + timedelta(days=1)}


def _cases(vectors: Path) -> Iterator[Case]:
    folder = vectors / _FOLDER
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        document = _filled(json.loads(path.read_bytes()))
        if name.endswith("-ok"):
            yield from _good_cases(name, document)
        elif name.endswith(("-fail", "-fail-or-inject")):
            yield Case(name, _REFUSED, partial(_refuse, document))


def _good_cases(name: str, document: JsonObject) -> Iterator[Case]:
    """With both kinds of suites; statements cannot be signed in a context that the document itself defines."""
    unknown = [context for context in _contexts(document) if context not in CONTEXT_FILES]
    if unknown:
        yield Case(name, "a known context", partial(absent, f"context {unknown[0]}"))
        return
    if "EnvelopedVerifiable" in json.dumps(document):
        yield Case(name, "supported", partial(unsupported, "enveloped credentials"))
        return
    for suite in (STATEMENTS, TEXT):
        if suite == TEXT or all(isinstance(context, str) for context in document["@context"]):
            yield Case(f"{name}/{suite}", _expected(document), partial(_accept, document, suite))


def _contexts(document: JsonObject) -> set[str]:
    """Addresses of contexts, also of what a presentation shows."""
    shown = document.get("verifiableCredential", [])
    parts = [document, *(item for item in shown if isinstance(item, dict))]
    contexts = [part.get("@context", []) for part in parts]
    listed = (context if isinstance(context, list) else [context] for context in contexts)
    return {item for context in listed for item in context if isinstance(item, str)}


def _expected(document: JsonObject) -> str:
    if _is_presentation(document):
        return "valid" if "verifiableCredential" in document else "a presentation of nothing"
    return "valid but for its status" if "credentialStatus" in document else "valid"


def _accept(document: JsonObject, suite: str) -> str:
    reports = [_judged(payload, document) for payload in _payloads(document, suite)]
    for report in reports:
        if _check(report, CheckName.SCHEMA).code == "presentation":
            return "a presentation of nothing"
        if not passed_but(report, CheckName.STATUS):
            return verdict(report)
    status = {_check(report, CheckName.STATUS).outcome for report in reports}
    return "valid but for its status" if Outcome.UNKNOWN in status else "valid"


def _refuse(document: JsonObject) -> str:
    whole = [dump_json(document)] if _is_presentation(document) else []
    reports = [_judged(payload, document) for payload in (*whole, *_payloads(document, TEXT))]
    forms = [_check(report, name) for report in reports for name in (CheckName.STRUCTURE, CheckName.SCHEMA)]
    return _REFUSED if any(check.outcome is Outcome.FAILED for check in forms) else "; ".join(map(verdict, reports))


def _check(report: Report, name: CheckName) -> Check:
    return next(check for check in report.checks if check.name is name)


def _is_presentation(document: JsonObject) -> bool:
    return "VerifiablePresentation" in document.get("type", ())


def _filled(document: Any) -> Any:
    """The document with an issuer, and dates for the suite's placeholders."""
    text = json.dumps(document)
    for placeholder, time in _PLACEHOLDERS.items():
        text = text.replace(placeholder, format_time(time))
    filled: JsonObject = json.loads(text)
    if _is_presentation(filled):
        return filled
    issuer = filled.setdefault("issuer", _ISSUER)
    if isinstance(issuer, dict):
        issuer.setdefault("id", _ISSUER)
    return filled


def _payloads(document: JsonObject, suite: str) -> tuple[bytes, ...]:
    """What would be judged: the signed credential, or the signed credentials that a presentation shows."""
    if not _is_presentation(document):
        return (dump_json(_signed(document, suite)),)
    shown = document.get("verifiableCredential")
    if not isinstance(shown, list):
        return assemble([dump_json(document)])
    issued = [_signed(item, suite) if "issuer" in item else item for item in shown]
    return assemble([dump_json(document | {"verifiableCredential": issued})])


def _signed(document: JsonObject, suite: str) -> JsonObject:
    return signed(document, _now(document), suite)


def _judged(payload: bytes, document: JsonObject) -> Report:
    now = _now(document)
    trust_list = trust(an_entry(issuer, KEYS) for issuer in _issuers(document))
    trust_list = replace(trust_list, issued_at=now - timedelta(hours=1), valid_until=now + timedelta(days=1))
    return judge(payload, trust_list, now)


def _issuers(document: Mapping[str, Any]) -> set[str]:
    shown = document.get("verifiableCredential", [document])
    named = [item.get("issuer") for item in shown if isinstance(item, dict)]
    identifiers = [issuer.get("id") if isinstance(issuer, dict) else issuer for issuer in named]
    return {issuer for issuer in identifiers if isinstance(issuer, str)} | {_ISSUER}


def _now(document: JsonObject) -> datetime:
    """A time within the document's period: the fixed one, else the period's beginning."""
    begins, ends = (_time(document, name) for name in ("validFrom", "validUntil"))
    if begins is not None and (begins > NOW or (ends is not None and ends <= NOW)):
        return begins
    return NOW if ends is None or ends > NOW else ends - timedelta(seconds=1)


def _time(document: JsonObject, name: str) -> datetime | None:
    try:
        return parse_timestamp(document[name])
    except (KeyError, TypeError, MalformedInputError):
        return None


SUITE = Suite("vc2", (_FOLDER,), _cases)
