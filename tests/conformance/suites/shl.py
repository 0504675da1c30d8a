"""SMART Health Links: the specification's and other projects' links, their QR codes, and the files behind them."""

import base64
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from credential_core.assembly import assemble
from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.encodings.strict_json import dump_json
from credential_core.formats.smart_health_link.jwe import UnverifiedJwe, decode_jwe, open_content
from credential_core.formats.smart_health_link.link import decode_link
from credential_core.report import CheckName, Report
from issuer_jobs.verifying.inputs import read_payloads
from issuer_jobs.verifying.links import decrypt
from tests.conformance.cases import REFUSED, Case, Suite
from tests.conformance.health_cards import DEV_TOOLS, FOLDER, SPEC_KEYS, judge_payload, trust_list

_EXAMPLES = f"{FOLDER}/shl-examples"
_SPEC_EXAMPLE = f"{_EXAMPLES}/spec-decryption-example.json"
_SHARED = f"{DEV_TOOLS}/shl-examples"
_SUMMARY, _SUMMARY_FILE = f"{_EXAMPLES}/IPS_IG-bundle-01.json", f"{_EXAMPLES}/IPS_IG-bundle-01-enc.txt"
_SUMMARY_LINK = f"{_EXAMPLES}/IPS_IG-bundle-01-shl-details.json"
_INSURANCE_CARD = f"{_EXAMPLES}/CARIN_INS_CD-bundle-01-enc.txt"


def _cases(vectors: Path) -> Iterator[Case]:
    examples = vectors / _EXAMPLES
    for path in sorted(examples.glob("*details.json")):
        yield from _described_cases(path)
    for path in sorted(examples.glob("shl-payload-*.json")):
        yield Case(path.stem, _members(json.loads(path.read_bytes())), partial(_read_payload, path))
    for path in sorted(examples.glob("*.png")):
        yield Case(f"{path.stem}/picture", "cannot_tell, link_needs_fetch", partial(_judge_picture, path))
    for path in sorted(examples.glob("*-shl.txt")):
        yield Case(f"{path.stem}/judged", "cannot_tell, link_needs_fetch", partial(_judge, path.read_bytes()))
    yield from _spec_cases(vectors)
    yield from _patient_summary_cases(vectors)
    yield from _insurance_card_cases(vectors)
    for path in sorted((vectors / _SHARED).glob("*.json")):
        yield from _shared_cases(vectors, path.name, json.loads(path.read_bytes()))


def _described_cases(path: Path) -> Iterator[Case]:
    """A link says what its description says, bare and behind a viewer's address."""
    details = json.loads(path.read_bytes())
    wanted = _members(details.get("shlinkJsonPayload", details))
    for name in ("shlinkBare", "shlink"):
        if name in details:
            yield Case(f"{path.stem}/{name}", wanted, partial(_read, details[name].encode()))
    text = path.with_name(path.name.removesuffix("-details.json") + ".txt")
    if text.exists():
        yield Case(f"{path.stem}/text", wanted, partial(_read, text.read_bytes()))


def _members(payload: Mapping[str, Any]) -> str:
    """What a link's payload says, in one order; an expiry that is no number is none."""
    expires = payload.get("exp")
    return ", ".join(
        (
            payload["url"],
            payload["key"],
            "".join(sorted(payload.get("flag", ""))),
            str(payload.get("label")),
            str(expires if isinstance(expires, int) else None),
        )
    )


def _read(text: bytes) -> str:
    link = decode_link(text)
    expires = None if link.expires is None else int(link.expires.timestamp())
    flags = "".join(sorted(link.flags))
    return ", ".join((link.address, encode_base64url(link.key), flags, str(link.label), str(expires)))


def _read_payload(path: Path) -> str:
    return _read(b"shlink:/" + encode_base64url(dump_json(json.loads(path.read_bytes()))).encode())


def _text_in(picture: bytes) -> str:
    (payload,) = read_payloads(picture)
    return payload.decode()


def _judge_picture(path: Path) -> str:
    (payload,) = read_payloads(path)
    return _judge(payload)


def _judge(payload: bytes) -> str:
    """The verdict, and what the report says is to be done."""
    return _described(judge_payload(payload, None))


def _described(report: Report) -> str:
    structure = next(check for check in report.checks if check.name is CheckName.STRUCTURE)
    return f"{report.verdict.value}, {structure.code}"


def _spec_cases(vectors: Path) -> Iterator[Case]:
    """The specification's example of decrypting; whatever bit is changed, it does not open."""
    example = json.loads((vectors / _SPEC_EXAMPLE).read_bytes())
    key, text = decode_base64url(example["key"]), example["jwe"].encode()
    yield Case("spec/opened", "application/smart-health-card: valid", partial(_judge_file, vectors, text, key))
    yield Case("spec/other key", "does not open", partial(_judge_file, vectors, text, bytes(32)))
    for part in (0, 2, 3, 4):
        yield Case(f"spec/part {part} altered", "does not open", partial(_judge_altered, vectors, text, key, part))


def _judge_altered(vectors: Path, text: bytes, key: bytes, part: int) -> str:
    parts = text.split(b".")
    if part == 0:  # the same header with a space, which only the additional data tell apart
        header = decode_base64url(parts[0].decode()).replace(b",", b", ", 1)
        parts[0] = encode_base64url(header).encode()
    else:
        parts[part] = (b"B" if parts[part][:1] == b"A" else b"A") + parts[part][1:]
    return _judge_file(vectors, b".".join(parts), key)


def _judge_file(vectors: Path, text: bytes, key: bytes) -> str:
    """The type of a decrypted file, and the verdicts on the cards in it."""
    jwe = decode_jwe(text)
    plaintext = decrypt(jwe, key)
    if plaintext is None:
        return "does not open"
    content, kind = open_content(jwe, plaintext)
    verdicts = (judge_payload(payload, trust_list(vectors)).verdict.value for payload in assemble((content,)))
    return f"{'unknown' if kind is None else kind.value}: {', '.join(verdicts)}"


def _patient_summary_cases(vectors: Path) -> Iterator[Case]:
    """The International Patient Summary behind a link for long-term use: not a certificate, but what was published."""
    details = json.loads((vectors / _SUMMARY_LINK).read_bytes())
    key = decode_base64url(details["shlinkJsonPayload"]["key"])
    jwe = decode_jwe((vectors / _SUMMARY_FILE).read_bytes())
    published = dump_json(json.loads((vectors / _SUMMARY).read_bytes())).decode()
    yield Case("IPS/opened", published, partial(_document, jwe, key))
    yield Case("IPS/judged", "not_a_certificate, ok", lambda: _judge(decrypt(jwe, key) or b""))


def _document(jwe: UnverifiedJwe, key: bytes) -> str:
    content, _ = open_content(jwe, decrypt(jwe, key) or b"")
    return dump_json(json.loads(content)).decode()


def _insurance_card_cases(vectors: Path) -> Iterator[Case]:
    """CARIN's file is a card as it stands, without encryption, by an issuer whom no list here knows."""
    text = (vectors / _INSURANCE_CARD).read_bytes()
    yield Case("CARIN/encrypted file", REFUSED, lambda: str(decode_jwe(text)))
    yield Case("CARIN/judged", "cannot_tell, ok", lambda: _described(judge_payload(text, trust_list(vectors))))


def _shared_cases(vectors: Path, name: str, shared: Mapping[str, Any]) -> Iterator[Case]:
    """Links of health-cards-dev-tools' server, with its QR code and its files."""
    yield Case(f"{name}/link", _members(shared["payload"]), partial(_read, shared["link"].encode()))
    picture = base64.b64decode(shared["qrcode"].partition(",")[2])
    yield Case(f"{name}/picture", shared["link"], partial(_text_in, picture))
    key = decode_base64url(shared["payload"]["key"])
    for number, text in enumerate(shared["jweFiles"]):
        run = partial(_judge_file, vectors, text.encode(), key)
        yield Case(f"{name}/file {number}", "application/smart-health-card: valid", run)


_FILES = (_SPEC_EXAMPLE, _SUMMARY, _SUMMARY_FILE, _SUMMARY_LINK, _INSURANCE_CARD, f"{SPEC_KEYS}/issuer", _SHARED)
SUITE = Suite("shl", _FILES, _cases)
