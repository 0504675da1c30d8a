"""Verifiable presentations: credentials that somebody shows together (VC Data Model 2.0 §4.13, 1.1 §4.10).

A presentation's own proof answers a question that some verifier has put, and nobody here has put one. What counts is
what its credentials say, so it is taken apart and each of them is judged.
"""

from dataclasses import dataclass

from credential_core.encodings.strict_json import JsonObject, dump_json, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.formats.verifiable_credential.data_model import (
    CREDENTIAL,
    objects,
    require_model,
    require_types,
    require_url,
)
from credential_core.limits import MAX_PAYLOAD_BYTES, MAX_PRESENTED_CREDENTIALS

PRESENTATION = "VerifiablePresentation"
_ENVELOPED = "EnvelopedVerifiableCredential"
_ENVELOPE = "data:"


@dataclass(frozen=True, slots=True)
class UnverifiedPresentation:
    """Who shows what; the holder is None when the presentation names none, and credentials in envelopes are apart."""

    holder: str | None
    credentials: tuple[JsonObject, ...]
    enveloped: tuple[JsonObject, ...] = ()

    def shown(self) -> tuple[JsonObject, ...]:
        """Everything that is shown."""
        return self.credentials + self.enveloped


def is_presentation(document: JsonObject) -> bool:
    """Whether a JSON object claims to be a presentation."""
    types = document.get("type")
    return "@context" in document and PRESENTATION in (types if isinstance(types, list) else [types])


def is_enveloped_credential(document: JsonObject) -> bool:
    """Whether a JSON object claims to hold a credential in another securing mechanism, as JOSE or COSE."""
    types = document.get("type")
    return "@context" in document and _ENVELOPED in (types if isinstance(types, list) else [types])


def decode_presentation(document: JsonObject) -> UnverifiedPresentation:
    """Read a presentation; refuses (`context_…`, `member_…`) what breaks the data model."""
    require_model(document)
    if PRESENTATION not in require_types(document, "presentation"):
        raise MalformedInputError("member_unexpected", member="presentation.type")
    if "id" in document:
        require_url(document, "id", "presentation")
    for item in objects(document, "termsOfUse"):
        require_types(item, "termsOfUse")
    credentials = objects(document, "verifiableCredential")
    if len(credentials) > MAX_PRESENTED_CREDENTIALS:
        raise MalformedInputError("presentation_too_large", limit=MAX_PRESENTED_CREDENTIALS)
    kinds = [_is_enveloped(credential) for credential in credentials]
    return UnverifiedPresentation(
        _holder(document),
        credentials=tuple(one for one, is_enveloped in zip(credentials, kinds, strict=True) if not is_enveloped),
        enveloped=tuple(one for one, is_enveloped in zip(credentials, kinds, strict=True) if is_enveloped),
    )


def split_presentation(payload: bytes) -> tuple[bytes, ...]:
    """The credentials in a presentation, each as JSON; any other payload, and one that shows nothing, as it is."""
    if len(payload) > MAX_PAYLOAD_BYTES or PRESENTATION.encode() not in payload:
        return (payload,)
    try:
        document = parse_json_object(payload)
        credentials = decode_presentation(document).shown() if is_presentation(document) else ()
    except MalformedInputError:
        return (payload,)
    return tuple(map(dump_json, credentials)) or (payload,)


def _holder(document: JsonObject) -> str | None:
    if "holder" not in document:
        return None
    holder = document["holder"]
    return require_url(holder if isinstance(holder, dict) else {"id": holder}, "id", "holder")


def _is_enveloped(credential: JsonObject) -> bool:
    """Whether it is an envelope: a data URL with a credential in another securing mechanism (2.0 §4.13.1)."""
    types = require_types(credential, "verifiableCredential")
    if "@context" not in credential or (CREDENTIAL not in types and _ENVELOPED not in types):
        raise MalformedInputError("member_unexpected", member="verifiableCredential.type")
    if _ENVELOPED not in types:
        return False
    if not require_url(credential, "id", "verifiableCredential").startswith(_ENVELOPE):
        raise MalformedInputError("member_url", member="verifiableCredential.id")
    return True
