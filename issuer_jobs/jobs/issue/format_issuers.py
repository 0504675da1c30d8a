"""The issuers of a programme's formats, each with its own key."""

from collections.abc import Callable
from datetime import datetime

from credential_core.formats.signed import Scheme
from issuer_jobs.issuance.divoc import DivocIssuer
from issuer_jobs.issuance.hcert import HcertCodes, HcertIssuer
from issuer_jobs.issuance.issuing import FormatIssuer
from issuer_jobs.issuance.smart_health_card import CardIssuer
from issuer_jobs.issuance.vc2 import Vc2Issuer
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.signer import Signer


def _as_it_is(signer: Signer) -> Signer:
    return signer


def format_issuers(
    environment: Environment, issued_at: datetime, remembering: Callable[[Signer], Signer] = _as_it_is
) -> tuple[FormatIssuer, ...]:
    """One issuer per format of the night's programme, in its order; `remembering` may wrap each key."""
    return tuple(
        _issuer(environment, one, remembering(environment.signer(one)), issued_at)
        for one in environment.programme.formats.formats
    )


def _issuer(
    environment: Environment, credential_format: CredentialFormat, signer: Signer, issued_at: datetime
) -> FormatIssuer:
    settings, resources = environment.programme.formats, environment.resources
    book = environment.codes.book
    match credential_format.scheme:
        case Scheme.VERIFIABLE_CREDENTIAL:
            return Vc2Issuer(CredentialSigner(resources, signer, issued_at), signer.public_key)
        case Scheme.DIVOC if settings.divoc is not None:
            return DivocIssuer(credential_format, settings.divoc, signer, resources)
        case Scheme.HCERT if settings.hcert is not None:
            codes = HcertCodes(book, resources.products)
            return HcertIssuer(credential_format, settings.hcert, signer, codes)
        case Scheme.SMART_HEALTH_CARD:
            return CardIssuer(environment.programme.issuer.address, signer, book)
        case _:
            raise ValueError(f"{credential_format.value} has no settings")
