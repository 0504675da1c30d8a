"""Examines DIVOC's certificates: schema, and whether the signature covers one reading only."""

from credential_core.consistency import require_consistency
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import MalformedInputError
from credential_core.formats.divoc.bindings import bindings_of
from credential_core.formats.divoc.exchanges import Finding
from credential_core.formats.divoc.guards import groups_of, require_coverage
from credential_core.formats.divoc.reader import UnverifiedDivocCredential, decode_divoc_credential
from credential_core.formats.divoc.vocabulary import DivocType
from credential_core.formats.divoc.wording import Wording
from credential_core.formats.signed import Scheme, SignedStatement, Subject
from credential_core.report import CheckName
from credential_core.verification.examination import Examination

FORMAT = "divoc"
_SUBJECTS = {DivocType.VACCINATION: Subject.VACCINATION, DivocType.TEST: Subject.TEST}


def examine_divoc(examination: Examination, document: JsonObject) -> SignedStatement | None:
    """The statement in a document that `is_divoc_credential`, whose structure was found sound."""
    examination.credential_format = FORMAT
    try:
        credential = decode_divoc_credential(document, examination.resources)
    except MalformedInputError as error:
        examination.failed(CheckName.SCHEMA, error)
        return None
    examination.passed(CheckName.SCHEMA)
    _check_consistency(examination, credential)
    certificate = credential.certificate
    return SignedStatement(
        format=FORMAT,
        scheme=Scheme.DIVOC,
        subject=_SUBJECTS[credential.type],
        issuer=credential.signature.key_id,  # what the signature names; the issuer's own text may not be signed
        signatures=(credential.signature,),
        payload=document,
        certificate=certificate,
        issued_at=certificate.issued_at,
        status=credential.status,
        bindings=bindings_of(credential),
    )


def _check_consistency(examination: Examination, credential: UnverifiedDivocCredential) -> None:
    try:
        require_coverage(credential)
        open_groups = _open_groups(examination, credential)
        require_consistency(credential.certificate)
    except MalformedInputError as error:
        examination.failed(CheckName.CONSISTENCY, error)
        return
    if open_groups:
        examination.unknown(CheckName.CONSISTENCY, "bound_only_as_a_set", members=", ".join(open_groups))
    else:
        examination.passed(CheckName.CONSISTENCY)


def _open_groups(examination: Examination, credential: UnverifiedDivocCredential) -> list[str]:
    """Terms that can be read in several ways; refuses (`fields_exchanged`) what only fits after an exchange."""
    is_one_node = credential.subject["id"] == credential.evidence["id"]  # then each value may be said of either
    open_groups = ["id"] if is_one_node else []
    for group in groups_of(credential, Wording.of(examination.resources)):
        finding = group.find()
        if finding is Finding.EXCHANGED:
            raise MalformedInputError("fields_exchanged", members=", ".join(group.own))
        if finding is Finding.AMBIGUOUS:
            open_groups += group.own
    return open_groups
