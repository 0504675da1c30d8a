"""Opens the trust list in a public folder with the pinned root keys."""

from pathlib import Path

from credential_core.errors import TrustMaterialError
from credential_core.limits import MAX_TRUST_LIST_BYTES
from credential_core.trust import TRUST_LIST_PATH, TrustList, open_trust_list
from issuer_jobs.errors import InputError
from issuer_jobs.verifying.native import answer_signatures

_REMEDIES = {
    "trust_list_signature": "It is not signed by the trust root. Give the trust root of the authority that publishes"
    " it, or fetch the public folder again.",
    "trust_list_version": "It was written for a newer version of divoc. Update divoc.",
}
_DAMAGED = "It is damaged. Fetch the public folder again."


def load_trust(public: Path, root_keys: tuple[bytes, ...]) -> TrustList:
    """The trust list below `public`, signed by one of the 32-byte Ed25519 `root_keys`; else InputError."""
    path = public / TRUST_LIST_PATH
    try:
        with path.open("rb") as file:
            envelope = file.read(MAX_TRUST_LIST_BYTES + 1)
    except OSError as error:
        raise InputError(f"The trust list {path} cannot be read: {error.strerror}. Give the public folder.") from None
    try:
        return answer_signatures(open_trust_list(envelope, root_keys))
    except TrustMaterialError as error:
        remedy = _REMEDIES.get(error.code, _DAMAGED)
        raise InputError(f"The trust list {path} cannot be used ({error.code}). {remedy}") from None
