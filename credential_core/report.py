"""What a verification found: a verdict that is computed, and every check with its outcome and reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from credential_core.claims import Certificate
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import Fact

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
    """Who vouches: from the trust entry when the issuer is trusted, else only the claimed id."""

    id: str
    name: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """How old the judgement's sources are; aware datetimes in UTC."""

    clock: datetime
    trust: datetime | None = None
    status: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The result of `verify_certificate`; `certificate` is what the payload says, trusted only when valid."""

    verdict: Verdict
    checks: tuple[Check, ...]
    as_of: AsOf
    kind: str | None = None
    issuer: IssuerName | None = None
    certificate: Certificate | None = None
    payload: JsonObject | None = None
    warnings: tuple[str, ...] = ()

    def to_json(self) -> JsonObject:
        """The report as JSON (`docs/formats.md`); times are ISO 8601 in UTC, dates civil."""
        return {
            "format": REPORT_FORMAT,
            "version": REPORT_VERSION,
            "verdict": self.verdict.value,
            "kind": self.kind,
            "issuer": None if self.issuer is None else asdict(self.issuer),
            "certificate": None if self.certificate is None else _certificate_json(self.certificate),
            "payload": self.payload,
            "checks": [
                {
                    "check": check.name.value,
                    "outcome": check.outcome.value,
                    "code": check.code,
                    "facts": dict(check.facts),
                }
                for check in self.checks
            ],
            "warnings": list(self.warnings),
            "as_of": _plain(asdict(self.as_of)),
        }


def _certificate_json(certificate: Certificate) -> JsonObject:
    members: JsonObject = _plain(asdict(certificate))
    return {"kind": certificate.kind.value} | members


def _plain(value: Any) -> Any:
    """Dates and times as text; everything else as it is."""
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            return value
