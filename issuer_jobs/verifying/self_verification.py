"""Self-verification: nothing is committed that a verifier would refuse (design §5)."""

from dataclasses import dataclass
from datetime import datetime

from credential_core.claims import Certificate
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.verifiable_credential.reader import decode_vaccination_credential
from credential_core.proofs import Algorithm, SignatureCheck
from credential_core.report import CheckName, Outcome
from credential_core.resources import Resources
from credential_core.trust import TrustList
from credential_core.verification import verify_certificate
from issuer_jobs.errors import SigningError
from issuer_jobs.verifying.native import answer_all, check_signature

_NOTHING = "Nothing of this run was committed."


@dataclass(frozen=True, slots=True)
class IssuedCredential:
    """A credential on its way out: its claims, what was signed, by whom, and the texts handed out."""

    certificate: Certificate
    document: JsonObject
    signing_input: bytes
    public_key: bytes
    text: bytes
    qr_payload: bytes


class SelfVerifier:
    """Checks each credential from its final text; the full verification runs on the first of each shape."""

    def __init__(self, resources: Resources, trust: TrustList, now: datetime) -> None:
        self._resources, self._trust, self._now = resources, trust, now
        self._shapes: set[str] = set()

    def check(self, issued: IssuedCredential, *, in_full: bool) -> bool:
        """Whether the full verification ran; refuses (SigningError) what a verifier would not accept."""
        try:
            self._check_text(issued)
        except CredentialError as error:
            raise SigningError(f"Self-verification failed: {error.code}. {_NOTHING}") from None
        shape = _shape(issued.document)
        if not in_full and shape in self._shapes:
            return False
        self._shapes.add(shape)
        self._check_in_full(issued)
        return True

    def _check_text(self, issued: IssuedCredential) -> None:
        """The document read back equals the one that was canonicalised, so its signing input holds."""
        text = decode_divoc_qr(issued.qr_payload)
        credential = decode_vaccination_credential(parse_json_object(text))
        same = (text, credential.certificate, credential.unsecured_document) == (
            issued.text,
            issued.certificate,
            issued.document,
        )
        question = SignatureCheck(
            Algorithm.ED25519, issued.public_key, issued.signing_input, credential.proof.signature
        )
        if not same or not check_signature(question):
            raise SigningError(f"Self-verification failed: the credential reads back differently. {_NOTHING}")

    def _check_in_full(self, issued: IssuedCredential) -> None:
        """All checks but `status`, whose list is published only after the commit."""
        questions = verify_certificate(issued.qr_payload, self._trust, self._resources, self._now)
        report = answer_all(questions, lambda _path: None)
        for check in report.checks:
            if check.name is CheckName.STATUS:
                good = check.code == "status_list_unavailable"
            else:
                good = check.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
            if not good:
                raise SigningError(f"Self-verification failed at '{check.name.value}': {check.code}. {_NOTHING}")


def _shape(value: object) -> str:
    """Which members a document has, without their values."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}{_shape(item)}" for name, item in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_shape, value)) + "]"
    return ""
