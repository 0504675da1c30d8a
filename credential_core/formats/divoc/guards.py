"""The rules by which a reading of a DIVOC certificate is plausible, for each group of terms that share a predicate."""

import re
from collections.abc import Callable, Iterator, Mapping

from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.additions import DOSE_NUMBER
from credential_core.formats.divoc.exchanges import Finding, Group, Reading, Value
from credential_core.formats.divoc.members import parse_date, parse_day, parse_number, parse_time
from credential_core.formats.divoc.reader import UnverifiedDivocCredential
from credential_core.formats.divoc.vocabulary import PHILIPPINES, DivocType
from credential_core.formats.divoc.wording import Roles, Wording, is_health_id

_LAST_SEGMENT = re.compile(r"[^/?#=&:]*\Z")


def signed_number(evidence: JsonObject) -> str:
    """The certificate's number as the end of the evidence's address, which is signed as one value."""
    found = _LAST_SEGMENT.search(evidence["id"])
    return "" if found is None else found[0]


def require_coverage(credential: UnverifiedDivocCredential) -> None:
    """What is not signed is not believed.

    Refuses (`person_not_signed`, `issuer_not_signed`, `certificate_id_mismatch`).
    """
    if not credential.covers_person:
        raise MalformedInputError("person_not_signed")
    if not credential.covers_issuer and not credential.has_customary_issuer:
        raise MalformedInputError("issuer_not_signed")
    number = credential.certificate.id
    if number is not None and number != signed_number(credential.evidence):
        raise MalformedInputError("certificate_id_mismatch")


def groups_of(credential: UnverifiedDivocCredential, wording: Wording) -> Iterator[Group]:
    """Every group of terms that share a predicate in one of DIVOC's contexts, whichever the document names."""
    yield _references(credential.subject)
    yield _genders(credential.subject, credential.signature.key_id)
    yield _addresses(credential.evidence)
    if credential.type is DivocType.VACCINATION:
        yield _vaccination_names(credential.evidence, wording)
        yield _vaccination_dates(credential.evidence)
        yield _doses(credential.evidence, wording)
    else:
        yield _test_names(credential.evidence, wording)
        yield _test_times(credential.evidence)


def are_doses_told(evidence: JsonObject, wording: Wording) -> bool:
    """Whether a vaccination's two dose numbers can be read in one way only."""
    return _doses(evidence, wording).find() is Finding.UNIQUE


def _own(node: JsonObject, terms: tuple[str, ...]) -> Reading:
    return {term: node[term] for term in terms if term in node}


def _is_blank(value: Value) -> bool:
    return isinstance(value, str) and not value.strip()


def _references(subject: JsonObject) -> Group:
    """`schema:id`: an enrolment's number is never shaped as a health id."""
    terms = ("refId", "uhid")

    def fits(term: str, value: Value) -> bool:
        if term == "refId":
            return not _is_blank(value) and not is_health_id(str(value))
        return _is_blank(value) or is_health_id(str(value))

    return Group(terms, _own(subject, terms), fits, optional=frozenset({"uhid"}))


def _genders(subject: JsonObject, key_id: str) -> Group:
    """`schema:gender`: `sex` is written in the Philippines, and only there."""
    terms = ("gender", "sex")
    written = "sex" if key_id == PHILIPPINES else "gender"
    return Group(terms, _own(subject, terms), lambda term, _value: term == written, optional=frozenset(terms))


def _addresses(evidence: JsonObject) -> Group:
    """`schema:url`: one address for both, or one that says that it is for feedback."""
    terms = ("feedbackUrl", "infoUrl")

    def fits(term: str, value: Value) -> bool:
        return term == "feedbackUrl" or "feedback" not in str(value).lower()

    return Group(terms, _own(evidence, terms), fits, optional=frozenset(terms))


def _vaccination_names(evidence: JsonObject, wording: Wording) -> Group:
    """`schema:id`: the number must be that of the address, the others must be what their wording says."""
    terms = ("certificateId", "batch", "vaccine", "manufacturer", "icd11Code")
    own = _own(evidence, terms)
    # Where a vaccine's code is not known, DIVOC writes two empty texts; the other one is signed in its place.
    blanks = {"batch", "manufacturer"} | ({"icd11Code"} if evidence.get("prophylaxis") == "" else set())
    roles = {value: wording.vaccination_roles(str(value)) for value in own.values()}
    fits = _by_wording(signed_number(evidence), roles, frozenset(blanks))
    return Group(terms, own, fits, optional=frozenset({"certificateId", "manufacturer", "icd11Code"}))


def _test_names(evidence: JsonObject, wording: Wording) -> Group:
    """`schema:id`, seven times."""
    terms = ("certificateId", "batch", "testType", "manufacturer", "disease", "sampleOrigin", "result")
    own = _own(evidence, terms)
    roles = {value: wording.test_roles(str(value)) for value in own.values()}
    fits = _by_wording(signed_number(evidence), roles, frozenset({"batch", "manufacturer", "disease", "sampleOrigin"}))
    return Group(terms, own, fits, optional=frozenset({"certificateId"}))


def _by_wording(number: str, roles: Mapping[Value, Roles], blanks: frozenset[str]) -> Callable[[str, Value], bool]:
    """The number fits its own term only, an empty text the terms of `blanks`, any other text what it can be."""

    def fits(term: str, value: Value) -> bool:
        if value == number or term == "certificateId":
            return value == number and term == "certificateId"
        return term in blanks if _is_blank(value) else term in roles[value]

    return fits


def _vaccination_dates(evidence: JsonObject) -> Group:
    """`schema:date`: the vaccination's has a time of day, or else comes first."""
    terms = ("date", "effectiveStart", "effectiveUntil")

    def fits(term: str, value: Value) -> bool:
        text = str(value)
        if term == "date":
            return parse_day(text) is not None
        return _is_blank(text) or parse_date(text) is not None

    def is_in_order(reading: Reading) -> bool:
        texts = [str(reading[term]) for term in terms if term in reading]
        if len(texts) != len(terms):
            return len(texts) == 1
        return _is_in_order(*texts)

    return Group(terms, _own(evidence, terms), fits, frozenset(terms[1:]), is_in_order, is_telling=False)


def _is_in_order(vaccinated: str, start: str, until: str) -> bool:
    begins, ends = parse_date(start), parse_date(until)
    if begins is None or ends is None:
        return True
    day = parse_date(vaccinated)
    if day is None:
        return begins <= ends  # the time of day tells the vaccination's date from the others
    # Of two days, the first one may be said twice; that a period is empty is believed only where it is the same day.
    return day <= begins <= ends and (begins < ends or begins == day)


def _doses(evidence: JsonObject, wording: Wording) -> Group:
    """`schema:doseValue`: where the dose's number is not signed, the total tells it.

    The total is that of the vaccine's primary series, or the dose's own number.
    """
    terms = ("dose", "totalDoses")
    primary = wording.primary_doses(str(evidence["vaccine"]))
    signed_dose = evidence.get(DOSE_NUMBER)

    def fits(_term: str, value: Value) -> bool:
        return value == "" or parse_number(value) is not None

    def is_plausible(reading: Reading) -> bool:
        dose, total = parse_number(reading["dose"]), parse_number(reading["totalDoses"])
        if signed_dose is not None:
            return dose == signed_dose and total is not None
        if dose is None or total is None:
            return dose is total
        return dose == total or not primary or total in primary

    return Group(terms, _own(evidence, terms), fits, rule=is_plausible)


def _test_times(evidence: JsonObject) -> Group:
    """`schema:dateTime`: no result before the sample was taken."""
    terms = ("sampleCollectionTimestamp", "resultTimestamp")

    def fits(term: str, value: Value) -> bool:
        return parse_time(str(value)) is not None or (_is_blank(value) and term == "resultTimestamp")

    def is_in_order(reading: Reading) -> bool:
        collected, resulted = (parse_time(str(reading[term])) for term in terms)
        return collected is None or resulted is None or collected <= resulted

    return Group(terms, _own(evidence, terms), fits, rule=is_in_order)
