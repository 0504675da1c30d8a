"""Facts of one certificate that contradict each other are refused even under a good signature."""

from datetime import timedelta
from itertools import pairwise

from credential_core.certificate_id import parse_certificate_id
from credential_core.claims import Certificate, Vaccination
from credential_core.errors import MalformedInputError


def require_consistency(certificate: Certificate) -> None:
    """Refuses (`certificate_id`, `dose_numbers`, `dose_order`, `vaccinated_…`, `effective_dates`)."""
    parse_certificate_id(certificate.id)
    doses = (*certificate.earlier, certificate.vaccination)
    for dose in doses:
        _require_plausible_dose(dose, certificate)
    if any(one.dose >= other.dose or one.date > other.date for one, other in pairwise(doses)):
        raise MalformedInputError("dose_order")


def _require_plausible_dose(dose: Vaccination, certificate: Certificate) -> None:
    last_day = (certificate.issued_at + timedelta(days=1)).date()
    birth_date = certificate.person.birth_date
    if dose.dose < 1 or dose.total_doses < 1:
        raise MalformedInputError("dose_numbers")
    if dose.date > last_day:
        raise MalformedInputError("vaccinated_after_issuance")
    if birth_date is not None and dose.date < birth_date:
        raise MalformedInputError("vaccinated_before_birth")
    start, end = dose.effective_from, dose.effective_until
    if start is not None and end is not None and start > end:
        raise MalformedInputError("effective_dates")
