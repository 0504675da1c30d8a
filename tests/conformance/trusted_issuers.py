"""Trust lists and verdicts for suites: trust is said as a trust list's JSON, and `verify_certificate` judges."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

from credential_core.encodings.members import format_time
from credential_core.encodings.multikey import KeyType, decode_multikey
from credential_core.encodings.strict_json import JsonObject
from credential_core.proofs import Algorithm
from credential_core.report import CheckName, Outcome, Report, Verdict
from credential_core.resources import Resources
from credential_core.trust import TRUST_LIST_FORMAT, TrustList, read_trust_list
from credential_core.verification import verify_certificate
from issuer_jobs.packaged_data import load_resources
from issuer_jobs.verifying.native import answer_all

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

ALGORITHMS: Mapping[KeyType, Algorithm] = {
    KeyType.ED25519: Algorithm.ED25519,
    KeyType.P256: Algorithm.ES256,
    KeyType.P384: Algorithm.ES384,
    KeyType.RSA: Algorithm.PS256,
}


@cache
def resources() -> Resources:
    """What verification needs beside payload and trust, loaded once."""
    return load_resources()


def algorithm_of(multikey: str) -> Algorithm:
    """What a key of this kind signs with."""
    return ALGORITHMS[decode_multikey(multikey)[0]]


def an_entry(issuer: str, keys: Mapping[str, str], **members: object) -> JsonObject:
    """An issuer whose keys, multikey by id, vouch for credentials and for status lists."""
    return {
        "issuer": issuer,
        "name": "Issuer of the suite",
        "country": "XX",
        "keys": [
            {
                "id": key_id,
                "algorithm": algorithm_of(multikey).value,
                "public_key": multikey,
                "uses": ["credential", "status_list"],
            }
            for key_id, multikey in keys.items()
        ],
    } | members


def trust(entries: Iterable[JsonObject], now: datetime = NOW) -> TrustList:
    """A trust list, an hour old and good for a day."""
    return read_trust_list(
        {
            "format": TRUST_LIST_FORMAT,
            "version": 1,
            "sequence": "1",
            "issued_at": format_time(now - timedelta(hours=1)),
            "valid_until": format_time(now + timedelta(days=1)),
            "entries": list(entries),
        }
    )


def judge(
    payload: bytes, trust_list: TrustList | None, now: datetime = NOW, files: Mapping[str, bytes] | None = None
) -> Report:
    """The report on a payload, with status lists from `files`."""
    reader = (files or {}).get
    return answer_all(verify_certificate(payload, trust_list, resources(), now), reader)


def verdict(report: Report) -> str:
    """The verdict, and for any but valid the first code that explains it."""
    if report.verdict is Verdict.VALID:
        return Verdict.VALID.value
    wanted = Outcome.UNKNOWN if report.verdict is Verdict.CANNOT_TELL else Outcome.FAILED
    check = next(check for check in report.checks if check.outcome is wanted)
    return f"{report.verdict.value}: {check.name.value} {check.code}"


def passed_but(report: Report, name: CheckName) -> bool:
    """Whether every check but one passed or does not apply."""
    good = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    return all(check.outcome in good for check in report.checks if check.name is not name)
