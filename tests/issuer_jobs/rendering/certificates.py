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
    Recovery,
    TestResult,
    Vaccination,
    Vaccine,
)
from credential_core.formats.printed_code import ErrorCorrection, PrintedCode
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.document import PrintedCredential

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
CREDENTIAL_TEXT = ('{"name": "अनीता", "proof": "' + shake_256(b"proof").hexdigest(700) + '"}').encode()


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


TEST = replace(
    INTERNATIONAL,
    event=TestResult(
        test_type="Nucleic acid amplification test",
        result="Not detected",
        collected_at=datetime(2026, 11, 20, 4, 30, tzinfo=UTC),
        disease="COVID-19",
        name="Cobas SARS-CoV-2",
        manufacturer="Roche",
        country="IN",
        facility=Facility("City Laboratory", ADDRESS),
        resulted_at=datetime(2026, 11, 20, 19, 5, tzinfo=UTC),
        batch="T0001",
        sample_origin="Nasopharyngeal swab",
        tester="Meera Rao",
    ),
    earlier=(),
)
RECOVERY = replace(TEST, event=Recovery(date(2026, 8, 2), "COVID-19", "AT", date(2026, 8, 13), date(2027, 1, 29)))
YELLOW_FEVER = replace(
    INTERNATIONAL,
    event=Vaccination(
        vaccine=Vaccine("Stamaril", "Sanofi Pasteur", "Yellow fever", "Yellow fever vaccine, live attenuated"),
        date=date(2026, 10, 4),
        batch="YF12345A",
        dose=1,
        total_doses=1,
        country="JM",
        facility=Facility("Port Health Clinic", ADDRESS),
        vaccinator="Dr A. Example",
        effective_from=date(2026, 10, 14),
    ),
    earlier=(),
)


def with_doses(count: int) -> Certificate:
    """Somebody's last of many doses."""
    doses = [replace(vaccination(number, date(2010 + number, 3, 4)), total_doses=count) for number in range(1, count)]
    return replace(FINAL, event=replace(SECOND, dose=count, total_doses=count), earlier=tuple(doses))


L, M, Q, H = ErrorCorrection
CREDENTIAL = PrintedCredential(
    CredentialFormat.VC2, CREDENTIAL_TEXT, "credential.json", "application/vc", PrintedCode(QR_PAYLOAD, (M, L))
)
DIVOC = replace(
    CREDENTIAL, format=CredentialFormat.DIVOC_V1, code=PrintedCode(shake_256(b"DIVOC").digest(1500), (M, L))
)
EUROPEAN = PrintedCredential(
    CredentialFormat.EU_DCC, b"HC1:ABC", "eu-dcc.txt", "text/plain", PrintedCode(b"HC1:" + b"6BF%O-$" * 70, (Q, M, L))
)
WHO = replace(EUROPEAN, format=CredentialFormat.WHO_DDCC, file_name="who-ddcc.txt")
ICVP = replace(EUROPEAN, format=CredentialFormat.ICVP, file_name="icvp.txt")
HEALTH_CARD = PrintedCredential(
    CredentialFormat.SHC,
    b'{"verifiableCredential": []}',
    "certificate.smart-health-card",
    "application/smart-health-card",
    PrintedCode(b"shc:/" + b"5676290952" * 130, (H, Q, M, L), 22),
)
