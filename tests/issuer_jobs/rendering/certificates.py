"""Certificates built by hand: every kind, both variants, and anybody's name."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import shake_256

from credential_core.claims import (
    Address,
    Certificate,
    CertificateId,
    Facility,
    Identity,
    Person,
    Vaccination,
    Vaccine,
)

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
ISSUER_NAME = "Ministry of Health and Family Welfare (demo)"
ADDRESS = Address("14, Lake View Road", "Jayanagar", None, "Bengaluru", "Karnataka", "560041", "IN")
COVISHIELD = Vaccine(
    "Covishield",
    "Serum Institute of India Pvt. Ltd.",
    "COVID-19",
    "COVID-19 vaccine, non-replicating viral vector",
)
# A binary ZIP is nearly incompressible: such bytes of its usual size stand for it.
QR_PAYLOAD = shake_256(b"payload").digest(1100)
CREDENTIAL = ('{"name": "अनीता", "proof": "' + shake_256(b"proof").hexdigest(700) + '"}').encode()


def vaccination(dose: int, day: date) -> Vaccination:
    """One of two doses, or a precaution dose after them."""
    return Vaccination(
        vaccine=COVISHIELD,
        batch=f"4121Z02{dose}",
        date=day,
        dose=dose,
        total_doses=2,
        country="IN",
        facility=Facility("Primary Health Centre Jayanagar", ADDRESS),
        vaccinator="Dr Meena Iyer",
    )


FIRST = vaccination(1, date(2026, 3, 4))
SECOND = vaccination(2, date(2026, 6, 1))
THIRD = vaccination(3, date(2026, 11, 22))

PERSON = Person(
    reference="2345678901234",
    name="अनीता कुमारी शर्मा",
    name_latin="Anita Kumari Sharma",
    gender="Female",
    age_years=34,
    identity=Identity("Aadhaar", "XXXXXXXX4321"),
    address=ADDRESS,
)
PROVISIONAL = Certificate(
    id=CertificateId("4N6M2K7PQ3RTVWXYZ2A3B4C5D6E"),
    version=1,
    issuer="did:web:certificates.example:i:health-ministry-india",
    programme="india-domestic",
    issued_at=NOW,
    valid_until=NOW.replace(year=2036),
    person=PERSON,
    event=FIRST,
)
FINAL = replace(PROVISIONAL, event=SECOND, earlier=(FIRST,))
PRECAUTION = replace(PROVISIONAL, version=2, event=THIRD, earlier=(SECOND, FIRST))
INTERNATIONAL = replace(
    FINAL,
    person=Person(
        reference="2345678901234",
        name="Anita Kumari Sharma",
        birth_date=date(1991, 8, 17),
        nationality="IN",
        identity=Identity("Passport", "Z1234567"),
    ),
)


def named(name: str, name_latin: str | None = None) -> Certificate:
    """The final certificate of somebody else."""
    return replace(FINAL, person=replace(PERSON, name=name, name_latin=name_latin))
