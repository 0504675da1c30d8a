"""Says of each claim of a DIVOC certificate whether the signature covers it in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from credential_core.claims import Facility, Person, TestResult, Vaccination, Vaccine
from credential_core.formats.divoc.reader import HEALTH_ID, UnverifiedDivocCredential
from credential_core.formats.signed import Binding

# Claims whose term shares its predicate with another claim's, in one of DIVOC's contexts, or that follow from one. The
# number is not among them: it is compared with the evidence's address.
_EXCHANGEABLE = frozenset(
    {
        "person.reference",
        "event.vaccine.name",
        "event.vaccine.manufacturer",
        "event.vaccine.icd11",
        "event.vaccine.disease",
        "event.batch",
        "event.date",
        "event.effective_from",
        "event.effective_until",
        "event.dose",
        "event.total_doses",
        "event.test_type",
        "event.result",
        "event.disease",
        "event.manufacturer",
        "event.sample_origin",
        "event.collected_at",
        "event.resulted_at",
    }
)


def bindings_of(credential: UnverifiedDivocCredential) -> Mapping[str, Binding]:
    """Binding by claim (`event.batch`), for the claims that are there; what is not signed at all is left out."""
    certificate = credential.certificate
    claims = [name for name in ("issued_at", "id") if getattr(certificate, name) is not None]
    if credential.covers_issuer:
        claims.append("issuer")
    if credential.covers_person:
        claims += _claims("person", certificate.person)
    claims += _claims("event", certificate.event)
    identity = certificate.person.identity
    from_member = {"person.identity"} if identity is not None and identity.type == HEALTH_ID else frozenset[str]()
    exchangeable = _EXCHANGEABLE | from_member
    return {claim: Binding.BOUND_AS_SET if claim in exchangeable else Binding.BOUND for claim in claims}


def _claims(path: str, value: object) -> Iterator[str]:
    """Paths of what a person, an event or a part of one says; an address and an identity are one claim each."""
    if not isinstance(value, Person | Vaccination | TestResult | Vaccine | Facility):
        yield path
        return
    for member in fields(value):
        said = getattr(value, member.name)
        if said is not None:
            yield from _claims(f"{path}.{member.name}", said)
