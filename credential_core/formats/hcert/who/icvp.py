"""Reads the digital International Certificate of Vaccination or Prophylaxis (claim -6, "DVC"), whose member names
changed twice: connectathon of 2024, smart-icvp 0.3.0 of 2025-10, trust-phw's DVCMin of 2026.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from credential_core.claims import Certificate, CertificateId, Identity, Person, Vaccination, Vaccine
from credential_core.encodings.cbor import CborValue
from credential_core.formats.hcert.cwt import IDENTIFIER, UnverifiedHcert
from credential_core.formats.hcert.who.members import WhoMembers, only_one
from credential_core.formats.hcert.who.reading import (
    WhoReading,
    administrative_gender,
    earliest,
    end_of,
    latest,
    start_of,
)
from credential_core.formats.signed import Subject
from credential_core.product_catalogue import YELLOW_FEVER
from credential_core.resources import Resources

FORMAT = "icvp"
_TEMPLATE_VERSIONS = frozenset({"1"})
# The amendments of 2024 to the International Health Regulations (WHA77.17), which allow digital certificates.
IN_FORCE = datetime(2025, 9, 19, tzinfo=UTC)
"""From when on digital certificates may be issued."""

# IHR, Annex 7: a certificate against yellow fever is valid from this many days after vaccination, for life.
_YELLOW_FEVER_DELAY = timedelta(days=10)
_NATIONAL_IDENTIFIER = "NI"  # of HL7's table 0203, where the payload does not say what document it is

# Of the recipient and of the dose, beyond those that no certificate can do without. REQ-CC-07 wants one of cn and is.
_REQUIRED_OF_RECIPIENT = (("dob",),)
_REQUIRED_OF_DOSE = (("bo",), ("cn", "is"))
_REQUIRED_SINCE_2026 = (("s",), ("nt",), ("v",))


@dataclass(frozen=True, slots=True)
class _Product:
    """A vaccine as the payload names it; `listed` when the WHO's catalogue has it."""

    vaccine: Vaccine
    listed: bool


def read_icvp(hcert: UnverifiedHcert, claim: object, resources: Resources) -> WhoReading:
    """Read claim -6, an object or (until 2025) an array of one.

    Refuses (`member_…`, `not_an_object`, `not_one`) what is no statement about one dose: each certificate has exactly
    one (REQ-CC-03). A product outside the catalogue is a doubt, because its ids changed with every release.
    """
    claim = only_one(claim, "icvp")
    recipient = WhoMembers(claim, "icvp")
    is_dvc_min = recipient.has("vx")
    group = "vx" if is_dvc_min else "v"
    dose = WhoMembers(only_one(recipient.take(group), f"icvp.{group}"), f"icvp.{group}")
    fault = (
        recipient.lacking(_REQUIRED_OF_RECIPIENT)
        or dose.lacking(_REQUIRED_OF_DOSE)
        or (recipient.lacking(_REQUIRED_SINCE_2026) if is_dvc_min else None)
    )
    version = recipient.optional("v", recipient.words) if is_dvc_min else None
    product, day = _product(dose, resources), dose.day(dose.spelt("dv", "dt"))
    vaccination = _vaccination(dose, product.vaccine, day)
    authority = dose.optional("is", dose.words)
    valid_until = earliest(hcert.expires_at, _end(vaccination))
    certificate = Certificate(
        issuer=authority or hcert.issuer or "",
        person=_person(recipient),
        event=vaccination,
        id=_identifier(hcert.claims.get(IDENTIFIER)),
        issued_at=hcert.issued_at,
        valid_until=valid_until,
    )
    return WhoReading(
        format=FORMAT,
        subject=Subject.VACCINATION,
        certificate=certificate,
        valid_from=latest(hcert.not_before, start_of_validity(vaccination, day)),
        valid_until=valid_until,
        warnings=_warnings(hcert, version),
        fault=fault,
        doubt=None if product.listed else "product_unknown",
    )


def _person(members: WhoMembers) -> Person:
    number = members.optional(members.spelt("id", "nid"), members.words)
    document = members.optional(members.spelt("dt", "ndt"), members.words)
    gender = members.optional("s", members.words)
    return Person(
        name=members.words("n"),
        gender=None if gender is None else administrative_gender(gender),
        birth_date=members.optional("dob", members.day),
        nationality=members.optional(members.spelt("nt", "ntl"), members.words),
        identity=None if number is None else Identity(document or _NATIONAL_IDENTIFIER, number),
    )


def _vaccination(members: WhoMembers, vaccine: Vaccine, day: date) -> Vaccination:
    return Vaccination(
        vaccine=vaccine,
        date=day,
        batch=members.optional("bo", members.words),
        vaccinator=members.optional("cn", members.words),
        effective_from=members.optional("vls", members.day),
        effective_until=members.optional("vle", members.day),
    )


def _product(members: WhoMembers, resources: Resources) -> _Product:
    """The product of the catalogue, or else what the payload says: an ICD-11 vaccine and its target in 2024."""
    code = members.coding("vp")
    listed = resources.products.get(code.code)
    if listed is not None:
        return _Product(listed, listed=True)
    target = members.optional("tg", members.coding)
    diseases = resources.code_lists.get("icd11-vaccine-diseases", {})
    vaccines = resources.code_lists.get("icd11-vaccines", {})
    vaccine = Vaccine(
        name=code.named(resources, "icd11-vaccines"),
        manufacturer=members.optional("ma", members.words),
        disease=diseases.get(code.code) if target is None else target.named(resources, "icd11-diseases"),
        icd11=code.code if code.code in vaccines else None,
    )
    return _Product(vaccine, listed=False)


def start_of_validity(vaccination: Vaccination, day: date) -> datetime | None:
    """When it begins to be valid: as stated, and against yellow fever not before the tenth day (REQ-DE-21)."""
    stated = vaccination.effective_from
    tenth_day = start_of(day) + _YELLOW_FEVER_DELAY if vaccination.vaccine.disease == YELLOW_FEVER else None
    return latest(None if stated is None else start_of(stated), tenth_day)


def _end(vaccination: Vaccination) -> datetime | None:
    """When it ends to be valid, if ever: protection from yellow fever lasts for life."""
    return None if vaccination.effective_until is None else end_of(vaccination.effective_until)


def _identifier(claim: CborValue) -> CertificateId | None:
    """The payload has no member for its id; ours stands in the claim `cti`, where others have bytes of their own."""
    if not isinstance(claim, bytes) or not claim.isalnum():
        return None
    return CertificateId(claim.decode("ascii"))


def _warnings(hcert: UnverifiedHcert, version: str | None) -> tuple[str, ...]:
    warnings = []
    if hcert.issued_at is not None and hcert.issued_at < IN_FORCE:
        warnings.append("icvp_before_in_force")
    if version is not None and version not in _TEMPLATE_VERSIONS:
        warnings.append("icvp_version_unknown")
    return tuple(warnings)
