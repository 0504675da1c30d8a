"""Writes International Certificates of Vaccination or Prophylaxis: DVCMin of 2026 as sub-claim -6, one dose each."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from credential_core.claims import Certificate, NameParts, Person, Vaccination
from credential_core.codes import CodeBook, VaccineCodes
from credential_core.encodings.cbor import CborMap
from credential_core.formats.hcert.who.icvp import IN_FORCE, start_of_validity
from credential_core.formats.hcert.who.reading import administrative_gender, earliest, end_of
from credential_core.formats.hcert.wording import country_code, latin_name, required, whole_date, words
from credential_core.formats.hcert.writer import Authority
from credential_core.formats.unsayable import UnsayableError
from credential_core.product_catalogue import YELLOW_FEVER, ProductCatalogue

SUB_CLAIM = -6
_TEMPLATE_VERSION = "1"
_ONE_SECOND = timedelta(seconds=1)
_VACCINES = "data/code_lists/vaccines.toml"
# HL7's table 0203, by what exports call a document; without a type readers take a national identifier.
_DOCUMENT_TYPES = {"passport": "PPN", "driving licence": "DL", "driver's license": "DL"}


@dataclass(frozen=True, slots=True)
class IcvpStatement:
    """The payload, and the period that belongs into the envelope: None where it has no bound."""

    payload: CborMap
    not_before: datetime | None
    expires_at: datetime | None


def icvp(
    certificate: Certificate, names: NameParts, authority: Authority, book: CodeBook, catalogue: ProductCatalogue
) -> IcvpStatement:
    """One dose of a vaccine of the WHO's catalogue; the certificate's other doses have certificates of their own.

    Refuses (UnsayableError) what a border could not rely on: no birth date, nationality, batch or product id, and
    certificates issued before the amended regulations came into force.
    """
    if certificate.issued_at is None or certificate.issued_at < IN_FORCE:
        message = "Digital certificates of vaccination exist from 2025-09-19 on (WHA77.17). Issue with a later date."
        raise UnsayableError("icvp_before_in_force", "vaccination_date", message)
    dose = certificate.vaccination
    product = _product(dose, book, catalogue)
    catalogued = replace(dose, vaccine=catalogue[product])
    day = whole_date(dose.date, "vaccination_date")
    return IcvpStatement(
        payload={
            **_recipient(certificate.person, names, authority, book),
            "vx": _dose(dose, product, authority, book),
            "v": _TEMPLATE_VERSION,
        },
        not_before=start_of_validity(catalogued, day),
        expires_at=end_of_validity(catalogued, certificate.valid_until),
    )


def _recipient(person: Person, names: NameParts, authority: Authority, book: CodeBook) -> CborMap:
    """In Latin letters, because the certificate's languages are English and French."""
    written: CborMap = {
        "n": latin_name(person, names, authority.country),
        "dob": whole_date(person.birth_date, "recipient_birth_date").isoformat(),
        "s": administrative_gender(person.gender or ""),
        "nt": _nationality(person.nationality, book),
    }
    if person.identity is not None:
        written["id"] = words(person.identity.number, "recipient_identity_number")
        document = _DOCUMENT_TYPES.get(person.identity.type.casefold())
        written |= {} if document is None else {"dt": document}
    return written


def _dose(dose: Vaccination, product: str, authority: Authority, book: CodeBook) -> CborMap:
    """The issuer by its code in the WHO's network, which borders want beside the clinician."""
    message = "An international certificate needs the batch. Give it."
    batch = required(dose.batch, "icvp_batch", "vaccination_batch", message)
    clinician: CborMap = {} if dose.vaccinator is None else {"cn": words(dose.vaccinator, "vaccinator_name")}
    return {
        "vp": product,
        "dv": whole_date(dose.date, "vaccination_date").isoformat(),
        "bo": words(batch, "vaccination_batch"),
        **clinician,
        "is": _alpha3(authority.country, "hcert.country", book),
    }


def _product(dose: Vaccination, book: CodeBook, catalogue: ProductCatalogue) -> str:
    """The product's id; only with it a border can tell disease and manufacturer, which the payload leaves out."""
    codes = book.vaccines.get(dose.vaccine.name, VaccineCodes())
    message = f"The WHO's catalogue must have the vaccine. If it does, add its id as icvp_product to {_VACCINES}."
    product = required(codes.icvp_product, "icvp_product", "vaccination_vaccine", message)
    if product not in catalogue:
        message = f"The id {product} is not in the WHO's catalogue. Correct icvp_product in {_VACCINES}."
        raise UnsayableError("icvp_product", "vaccination_vaccine", message)
    if (catalogue[product].disease == YELLOW_FEVER) != (dose.vaccine.disease == YELLOW_FEVER):
        message = f"In the WHO's catalogue {product} is against another disease. Correct icvp_product in {_VACCINES}."
        raise UnsayableError("icvp_product", "vaccination_vaccine", message)
    return product


def _nationality(nationality: str | None, book: CodeBook) -> str:
    """ISO 3166-1 alpha-3, from either of its codes."""
    code = nationality or ""
    if code in book.countries.values():
        return code
    message = "An international certificate needs the nationality as a code of ISO 3166-1, such as IND. Give it."
    return required(book.countries.get(code), "icvp_nationality", "recipient_nationality", message)


def _alpha3(code: str, column: str, book: CodeBook) -> str:
    message = "This is no country's code of ISO 3166-1. Correct it."
    return required(book.countries.get(country_code(code, column)), "hcert_country", column, message)


def end_of_validity(dose: Vaccination, valid_until: datetime | None) -> datetime | None:
    """Against yellow fever for life (IHR, Annex 7), else as the programme has it; a stated end holds for both.

    The claim `exp` is the last moment of validity, not the first after it.
    """
    stated = None if dose.effective_until is None else end_of(dose.effective_until) - _ONE_SECOND
    return stated if dose.vaccine.disease == YELLOW_FEVER else earliest(stated, valid_until)
