"""Tells which of the WHO's payloads an HCERT carries, and reads it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from credential_core.encodings.cbor import CborValue
from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cwt import UnverifiedHcert
from credential_core.formats.hcert.who import ddcc, icvp
from credential_core.formats.hcert.who.links import health_links
from credential_core.formats.hcert.who.reading import WhoReading
from credential_core.formats.signed import Subject
from credential_core.resources import Resources

LINK_FORMAT = "health-link"
_VACCINATION_STATUS, _TEST_RESULT, _HEALTH_LINK, _ICVP = 3, 4, 5, -6


@dataclass(frozen=True, slots=True)
class _Statement:
    """A payload that was found, and who reads it."""

    format: str
    subject: Subject
    claims: CborValue
    read: Callable[[UnverifiedHcert, object, Resources], WhoReading]


def read_who(hcert: UnverifiedHcert, resources: Resources) -> WhoReading | None:
    """Read the first of the WHO's statements, None when there is none; whatever is wrong with it is its `fault`.

    A certificate that has nothing but a health link (sub-claim 5) says nothing that can be judged: `doubt`.
    """
    statements = list(_statements(hcert))
    if not statements:
        return _read_link_alone(hcert)
    statement = statements[0]
    try:
        reading = statement.read(hcert, statement.claims, resources)
    except MalformedInputError as error:
        reading = WhoReading(statement.format, statement.subject, fault=error)
    return replace(reading, warnings=(*reading.warnings, *unread_warnings(hcert, statements_read=1)))


def unread_warnings(hcert: UnverifiedHcert, statements_read: int = 0) -> tuple[str, ...]:
    """Says what stands in a certificate's payload and was not read: more of the WHO's statements, and health links."""
    others = ("other_statement_not_read",) if len(list(_statements(hcert))) > statements_read else ()
    return (*others, *_link_warnings(hcert))


def _link_warnings(hcert: UnverifiedHcert) -> tuple[str, ...]:
    if _HEALTH_LINK not in (hcert.sub_claims or {}):
        return ()
    try:
        links = health_links((hcert.sub_claims or {})[_HEALTH_LINK])
    except MalformedInputError as error:
        return (f"{error.code}_malformed",)
    return ("health_link_not_read",) if links else ()


def _statements(hcert: UnverifiedHcert) -> Iterator[_Statement]:
    """The sub-claims; without claim -260 the data set stands among the claims themselves, as the WHO's first did."""
    claims = hcert.claims if hcert.sub_claims is None else {}
    found = dict(hcert.sub_claims or {})
    if ddcc.is_vaccination_status(claims):
        found[_VACCINATION_STATUS] = claims
    elif ddcc.is_test_result(claims):
        found[_TEST_RESULT] = claims
    if _ICVP in found:
        yield _Statement(icvp.FORMAT, Subject.VACCINATION, found[_ICVP], icvp.read_icvp)
    if _VACCINATION_STATUS in found:
        read = ddcc.read_vaccination_status
        yield _Statement(ddcc.FORMAT, Subject.VACCINATION, found[_VACCINATION_STATUS], read)
    if _TEST_RESULT in found:
        yield _Statement(ddcc.FORMAT, Subject.TEST, found[_TEST_RESULT], ddcc.read_test_result)


def _read_link_alone(hcert: UnverifiedHcert) -> WhoReading | None:
    if _HEALTH_LINK not in (hcert.sub_claims or {}):
        return None
    return WhoReading(
        format=LINK_FORMAT,
        subject=Subject.CREDENTIAL,
        valid_from=hcert.not_before,
        valid_until=hcert.expires_at,
        warnings=_link_warnings(hcert),
        doubt="health_link_not_read",
    )
