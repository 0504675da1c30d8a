"""The encrypted file of a link: a compact JWE (RFC 7516 §3.1) with the link's own key; decrypting is the caller's."""

import re
from dataclasses import dataclass
from enum import Enum

from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.deflate import inflate_raw
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_LINK_FILE_BYTES

IV_BYTES, TAG_BYTES = 12, 16
_FORM = re.compile(rb"([A-Za-z0-9_-]+)\.()\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]+)\Z")
_COMPRESSED = "DEF"


class ContentType(Enum):
    """What a link's file holds (SMART Health Links, "Encrypting and Decrypting Files")."""

    SMART_HEALTH_CARD = "application/smart-health-card"
    FHIR = "application/fhir+json"
    API_ACCESS = "application/smart-api-access"


@dataclass(frozen=True, slots=True)
class UnverifiedJwe:
    """What AES-256-GCM needs beside the key: `additional_data` is the header as text (RFC 7516 §5.2).

    `content_type` is what the header says, None when it says nothing that is known.
    """

    initialization_vector: bytes
    ciphertext: bytes
    tag: bytes
    additional_data: bytes
    is_compressed: bool
    content_type: ContentType | None


def decode_jwe(text: bytes) -> UnverifiedJwe:
    """Read an encrypted file; refuses (`jwe`, `jwe_too_large`, `jwe_header`, `base64url`) others than a link's."""
    if len(text) > MAX_LINK_FILE_BYTES:
        raise MalformedInputError("jwe_too_large", limit=MAX_LINK_FILE_BYTES)
    found = _FORM.match(text.strip())
    if found is None:
        raise MalformedInputError("jwe")
    header, _, vector, ciphertext, tag = (part.decode("ascii") for part in found.groups())
    members = _header(header)
    jwe = UnverifiedJwe(
        initialization_vector=decode_base64url(vector),
        ciphertext=decode_base64url(ciphertext),
        tag=decode_base64url(tag),
        additional_data=header.encode("ascii"),
        is_compressed=members.get("zip") == _COMPRESSED,
        content_type=_content_type(members.get("cty")),
    )
    if (len(jwe.initialization_vector), len(jwe.tag)) != (IV_BYTES, TAG_BYTES):
        raise MalformedInputError("jwe")
    return jwe


def open_content(jwe: UnverifiedJwe, plaintext: bytes) -> tuple[bytes, ContentType | None]:
    """The content of a decrypted file and its type, told from the content itself where the header does not tell.

    Deployed links leave the type out. Refuses (`deflate…`) what does not inflate to at most MAX_LINK_FILE_BYTES.
    """
    content = inflate_raw(plaintext, MAX_LINK_FILE_BYTES) if jwe.is_compressed else plaintext
    return content, jwe.content_type or _sniff(content)


def _header(text: str) -> JsonObject:
    try:
        header = parse_json_object(decode_base64url(text))
    except MalformedInputError as error:
        raise MalformedInputError("jwe_header", cause=error.code) from None
    if (header.get("alg"), header.get("enc")) != ("dir", "A256GCM") or "crit" in header:
        raise MalformedInputError("jwe_header")
    if header.get("zip", _COMPRESSED) != _COMPRESSED:
        raise MalformedInputError("jwe_header", cause="zip")
    return header


def _content_type(value: object) -> ContentType | None:
    """Parameters such as `;fhirVersion=4.0.1` may follow the type."""
    name = value.partition(";")[0].strip().lower() if isinstance(value, str) else ""
    return next((one for one in ContentType if one.value == name), None)


def _sniff(content: bytes) -> ContentType | None:
    try:
        document = parse_json_object(content)
    except MalformedInputError:
        return None
    if "verifiableCredential" in document:
        return ContentType.SMART_HEALTH_CARD
    if "resourceType" in document:
        return ContentType.FHIR
    return ContentType.API_ACCESS if "access_token" in document else None
