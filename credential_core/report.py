"""What a verification found: a verdict that is computed, and every check with its outcome and reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from credential_core.claims import Certificate, Event, PartialDate, Recovery, TestResult, Vaccination
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import Fact
from credential_core.formats.signed import Binding

REPORT_FORMAT = "divoc-report"
REPORT_VERSION = 1


class Outcome(Enum):
    """Outcome of one check."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(Enum):
    """The answer to 'may I rely on this?'."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"
    NOT_A_CERTIFICATE = "not_a_certificate"


class CheckName(Enum):
    """The checks, in their order."""

    TEXT = "text"
    ENCODING = "encoding"
    COMPRESSION = "compression"
    STRUCTURE = "structure"
    SCHEMA = "schema"
    CONSISTENCY = "consistency"
    TRUST = "trust"
    SIGNATURE = "signature"
    KEY_USAGE = "key_usage"
    VALIDITY_PERIOD = "validity_period"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Check:
    """One check's outcome with a stable code and facts."""

    name: CheckName
    outcome: Outcome
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssuerName:
    """Who issued it: from the trust entry when the issuer is trusted, else only the claimed id.

    `source` says who vouches for the issuer, where that is not the trust list's own authority.
    """

    id: str
    name: str | None = None
    country: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """How old the judgement's sources are; aware datetimes in UTC."""

    clock: datetime
    trust: datetime | None = None
    status: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The result of `verify_certificate`; `certificate` is what the payload says, trusted only when valid.

    `kind` is what is certified: `vaccination`, `test`, `recovery`, or `credential` for other verifiable credentials;
    `credential_format` is the wire format. `bindings` says which claims of a legacy certificate are exchangeable.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    as_of: AsOf
    kind: str | None = None
    credential_format: str | None = None
    issuer: IssuerName | None = None
    certificate: Certificate | None = None
    payload: JsonObject | None = None
    warnings: tuple[str, ...] = ()
    bindings: Mapping[str, Binding] = field(default_factory=dict)

    def to_json(self) -> JsonObject:
        """The report as JSON (`docs/formats.md`); times are ISO 8601 in UTC, dates civil."""
        return {
            "format": REPORT_FORMAT,
            "version": REPORT_VERSION,
            "verdict": self.verdict.value,
            "kind": self.kind,
            "credential_format": self.credential_format,
            "issuer": _plain(self.issuer),
            "certificate": None if self.certificate is None else _certificate_json(self.certificate),
            "payload": self.payload,
            "checks": [_check_json(check) for check in self.checks],
            "warnings": list(self.warnings),
            "bindings": _plain(dict(self.bindings)),
            "as_of": _plain(self.as_of),
        }


_EVENT_TYPES = {Vaccination: "vaccination", TestResult: "test", Recovery: "recovery"}


def _check_json(check: Check) -> JsonObject:
    return {
        "check": check.name.value,
        "outcome": check.outcome.value,
        "code": check.code,
        "facts": dict(check.facts),
    }


def _certificate_json(certificate: Certificate) -> JsonObject:
    members: JsonObject = _plain(certificate)
    return members | {"event": _event_json(certificate.event), "earlier": list(map(_event_json, certificate.earlier))}


def _event_json(event: Event) -> JsonObject:
    members: JsonObject = _plain(event)
    kind = {"kind": _plain(event.kind)} if isinstance(event, Vaccination) else {}
    return {"type": _EVENT_TYPES[type(event)]} | kind | members


def _plain(value: Any) -> Any:
    """Dates and times as text, dataclasses as objects; everything else as it is."""
    if is_dataclass(value) and not isinstance(value, PartialDate):
        return {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
    match value:
        case Enum():
            return value.value
        case date() | PartialDate():  # a datetime is a date, too
            return value.isoformat().replace("+00:00", "Z")
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
