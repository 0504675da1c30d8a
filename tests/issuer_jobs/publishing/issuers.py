"""An issuer of every format for tests: programmes of vaccinations and tests, each with keys of its own."""

from pathlib import Path

from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from issuer_jobs.configuration import Configuration, Issuer, IssuerId, Profile, Programme, ProgrammeId, Variant
from issuer_jobs.programme_formats import CredentialFormat, DivocSettings, EventKind, FormatSettings, HcertSettings

VC2, DIVOC, DCC, SHC = FORMATS = (
    CredentialFormat.VC2,
    CredentialFormat.DIVOC_V1,
    CredentialFormat.EU_DCC,
    CredentialFormat.SHC,
)
DIVOC_SETTINGS = DivocSettings(
    "did:india",
    "https://cowin.gov.in/",
    "https://cowin.gov.in/credentials/vaccination/v1",
    "https://cowin.gov.in/vaccine/",
    Algorithm.ED25519,
)
HCERT_SETTINGS = HcertSettings("IN", "Ministry of Health")


def content(folder: Path) -> dict[str, bytes]:
    """What a folder holds, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def every_format(folder: Path) -> Configuration:
    """The configuration of the issuer `moh`, whose keys are in `keys` below a folder."""
    issuer = Issuer(IssuerId("moh"), "Ministry", "IN", "https://health.example", status_valid_for_hours=48)
    programmes = (
        _programme(issuer, "doses", EventKind.VACCINATION, *FORMATS),
        _programme(issuer, "tests", EventKind.TEST, VC2, DCC),
    )
    return Configuration(
        Profile.DEMO,
        issuer.base_url,
        folder,
        folder / "keys",
        {issuer.id: issuer},
        {programme.id: programme for programme in programmes},
    )


def _programme(issuer: Issuer, name: str, kind: EventKind, *formats: CredentialFormat) -> Programme:
    schemes = {one.scheme for one in formats}
    return Programme(
        id=ProgrammeId(name),
        issuer=issuer,
        title=name,
        disease="COVID-19",
        variant=Variant.REGIONAL,
        time_zone="Asia/Kolkata",
        country="IN",
        valid_for_days=365,
        vaccines=(),
        kind=kind,
        formats=FormatSettings(
            formats,
            DIVOC_SETTINGS if Scheme.DIVOC in schemes else None,
            HCERT_SETTINGS if Scheme.HCERT in schemes else None,
        ),
    )
