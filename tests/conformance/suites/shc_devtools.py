"""The cases of the reference validator of SMART Health Cards (smart-on-fhir/health-cards-dev-tools, MIT).

`EXPECTED.json` says which error and warning codes the validator gives for each artefact, `EXPECTED-KEYS.json` what it
says of key sets. Our report must find the same, by number, and judge alike. Where a verifier's policy differs from a
validator's, the tables below say so once, and `docs/formats.md` says why.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import load_der_x509_certificate

from credential_core.encodings.base64url import decode_base64url, encode_base64url
from credential_core.errors import CredentialError
from credential_core.report import Outcome, Report, Verdict
from credential_core.trust import TrustList
from issuer_jobs.trust_sources.card_keys import read_card_keys
from issuer_jobs.verifying.containers import ContainerError
from tests.cards import sign
from tests.conformance.cases import Case, Suite, absent
from tests.conformance.devtools_expectations import Expectation, read_expectation
from tests.conformance.health_cards import (
    DEV_TOOLS,
    FOLDER,
    NOW,
    SPEC_EXAMPLES,
    SPEC_KEYS,
    codes_of,
    issuer_keys,
    judge,
    payloads_of_pictures,
    revocation_lists,
    trust_in_test_key,
    trust_list,
)

_EXPECTED, _EXPECTED_KEYS = f"{DEV_TOOLS}/EXPECTED.json", f"{DEV_TOOLS}/EXPECTED-KEYS.json"
_OUR_NUMBER = re.compile(r"shc_(\d{3})_")
_AGREES = "the same findings"
_REVOCATION = re.compile(r"[A-Za-z0-9_-]{1,24}(\.[0-9]+)?\Z")
_LINKS = frozenset({"shlink", "shlpayload"})

# Codes of ours without a number, and the reference's number.
_NUMBER_OF: Mapping[str, int] = {
    "base64url": 129,
    "deflate": 106,
    "deflate_too_large": 106,
    "deflate_trailing_data": 106,
    "deflate_truncated": 106,
    "expired": 135,
    "issuer_unknown": 108,
    "json": 129,
    "json_not_object": 129,
    "key_unknown": 108,
    "link_form": 122,
    "link_key": 109,
    "link_payload": 122,
    "no_trust_list": 108,
    "not_a_credential": 104,
    "not_recognised": 129,
    "not_yet_valid": 134,
    "revoked": 130,
    "signature_mismatch": 108,
}
# Numbers that say one thing to a verifier: a claim is missing; nobody known has signed; this is no card.
_SAME = {103: 104, 114: 108, 115: 108, 116: 108, 117: 108, 118: 108, 128: 129}
# The reference reads on after these and finds more; a verifier has seen enough.
_ENDS_READING = frozenset({104, 106, 107, 112, 119, 129})
_FOUND_LATER = frozenset({104, 105, 108, 119, 129})
# Not asked: how a QR code is drawn, what a file is called, what a link's server answers, resources that are not checked
# element by element, who certified an issuer's key.
_NOT_ASKED = frozenset({100, 109, 110, 111, 120, 127, 132, *range(200, 301)})
# Always asked, by the reference only with an option: the guide's profiles. Never asked by it: headers that cards lack.
_ASKED_BESIDES = frozenset({120, 136})
_CODES_ASKED_BESIDES = frozenset({"shc_107_header_unknown"})
# Errors of the reference that a verifier tells but does not refuse a card for, or only for some of their causes.
_TOLERATED = frozenset({105, 120, 121, 123, 125, 126, 127, 130, 131, 132, 133})
# Warnings of the reference that a verifier refuses a card for.
_REFUSED = frozenset({134, 135})


@dataclass(frozen=True, slots=True)
class _Artefact:
    """A case's files, what they are, and what the reference finds in them."""

    kind: str
    files: tuple[Path, ...]
    expectation: Expectation
    vectors: Path

    def reports(self) -> Sequence[Report]:
        """The reports on everything in the files."""
        if self.kind == "qr":
            return judge(payloads_of_pictures(self.files), self._trust(), self._now())
        contents = [path.read_bytes() for path in self.files]
        if self.kind == "jwspayload":
            return judge([sign(contents[0])], trust_in_test_key(_issuer_of(contents[0])), self._now())
        if self.kind == "shlpayload":
            contents = [b"shlink:/" + encode_base64url(contents[0]).encode()]
        return judge(contents, self._trust(), self._now())

    def _now(self) -> datetime:
        seconds = self.expectation.options.get("validationTime", "")
        return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() else NOW

    def _trust(self) -> TrustList | None:
        """All issuers of the vectors, or those that the directory named by the case lists."""
        directory = self.expectation.options.get("issuerDirectory")
        if directory is None:
            return trust_list(self.vectors)
        file = f"{FOLDER}/vci-directory/vci-issuers.json" if directory == "VCI" else f"{DEV_TOOLS}/test-issuers.json"
        if directory not in ("VCI", "test") and not directory.endswith("/test-issuers.json"):
            return None
        listed = json.loads((self.vectors / file).read_bytes())["participating_issuers"]
        return trust_list(self.vectors, frozenset(issuer["iss"] for issuer in listed))


def _cases(vectors: Path) -> Iterator[Case]:
    for number, case in enumerate(json.loads((vectors / _EXPECTED).read_bytes())):
        name = f"{number} {case['type']} {case['name']}"
        missing = [file for file in case["files"] if not file.startswith("https:") and _find(vectors, file) is None]
        if missing:
            yield Case(name, _AGREES, partial(absent, missing[0]))
        elif case["type"].startswith("shlmanifest"):
            yield Case(name, _AGREES, partial(absent, "the server of a link"))
        elif "fhirvalidator" in str(case["options"]):
            yield Case(name, _AGREES, partial(absent, "HL7's FHIR validator"))
        else:
            yield Case(name, _AGREES, partial(_compare, vectors, case))
    for number, case in enumerate(json.loads((vectors / _EXPECTED_KEYS).read_bytes())):
        path = vectors / DEV_TOOLS / case["file"]
        run = partial(_judge_keys, path) if path.exists() else partial(absent, case["file"])
        yield Case(f"{number} keys {case['name']}", _expected_of_keys(path, case["expect"]), run)


def _artefact(vectors: Path, case: Mapping[str, Any]) -> _Artefact:
    found = (_find(vectors, file) for file in case["files"])
    files = tuple(path for path in found if path is not None)
    return _Artefact(case["type"], files, read_expectation(case["expected"], case["options"]), vectors)


def _find(vectors: Path, file: str) -> Path | None:
    """The reference's own files, and those that it fetches from the specification's site."""
    paths = (vectors / folder / file for folder in (DEV_TOOLS, SPEC_EXAMPLES))
    return next((path for path in paths if path.is_file()), None)


def _issuer_of(payload: bytes) -> str:
    """The issuer that a payload names, if it names one."""
    try:
        document = json.loads(payload)
    except ValueError:
        return ""
    return str(document.get("iss", "")) if isinstance(document, dict) else ""


def _compare(vectors: Path, case: Mapping[str, Any]) -> str:
    """Whether our findings are the reference's, and our verdicts what they call for."""
    artefact = _artefact(vectors, case)
    expectation = artefact.expectation
    try:
        reports = artefact.reports()
    except ContainerError:
        return _AGREES if 113 in expectation.errors.numbers else "no code can be read"
    ours = _numbers(reports, artefact)
    problems = _differences(ours, artefact, reports) if expectation.is_named else []
    if not expectation.is_named and not ours:
        problems.append("nothing found")
    accepted = all(map(_is_accepted, reports))
    if expectation.errors.numbers - _TOLERATED and accepted and artefact.kind not in _LINKS:
        problems.append("accepted")
    if not (expectation.errors.any or expectation.warnings.numbers & _REFUSED) and not accepted:
        problems.append("refused")
    return ", ".join(problems) or _AGREES


def _numbers(reports: Sequence[Report], artefact: _Artefact) -> frozenset[int]:
    codes = {code for report in reports for code in codes_of(report)} - _CODES_ASKED_BESIDES
    numbers = set(map(_number, codes))
    if _has_refused_revocations(reports, artefact.vectors):
        numbers = numbers - {108} | {130}
    return frozenset(_SAME.get(number, number) for number in numbers if number is not None)


def _number(code: str) -> int | None:
    found = _OUR_NUMBER.match(code)
    return int(found[1]) if found else _NUMBER_OF.get(code)


def _has_refused_revocations(reports: Sequence[Report], vectors: Path) -> bool:
    """Whether the issuer's keys were not taken because of the revocation lists that they announce."""
    keys = issuer_keys(vectors)
    issuers = [report.issuer.id for report in reports if report.issuer is not None]
    return any(key.code == "revocations" for issuer in issuers if issuer in keys for key in keys[issuer].refused)


def _are_revocations_usable(reports: Sequence[Report], vectors: Path) -> bool:
    """Whether an issuer's lists name revoked cards in the specified form, whatever else the reference says of them."""
    issuers = (report.issuer.id for report in reports if report.issuer is not None)
    lists = [one for issuer in issuers for one in revocation_lists(vectors, issuer)]
    return bool(lists) and all(
        one["method"] == "rid" and all(map(_REVOCATION.match, one["rids"])) and one["ctr"] >= 1 for one in lists
    )


def _differences(ours: frozenset[int], artefact: _Artefact, reports: Sequence[Report]) -> list[str]:
    expected = artefact.expectation.errors.numbers | artefact.expectation.warnings.numbers
    theirs = frozenset(_SAME.get(number, number) for number in expected)
    if _are_revocations_usable(reports, artefact.vectors):
        theirs -= {130}
    later = _FOUND_LATER if ours & _ENDS_READING else frozenset()
    missing = theirs - ours - _NOT_ASKED - later
    # A payload that we sign for the test is not minified, so its JWS may be long.
    unasked = _ASKED_BESIDES | artefact.expectation.excluded | ({131} if artefact.kind == "jwspayload" else set())
    extra = ours - theirs - unasked
    return [f"not found: {number}" for number in sorted(missing)] + [f"besides: {number}" for number in sorted(extra)]


def _is_accepted(report: Report) -> bool:
    """Valid; of a bundle that nobody signed, that nothing but its signature fails; of a link, that it is one."""
    if report.credential_format == "fhir-bundle":
        return all(check.outcome is not Outcome.FAILED or check.code == "not_signed" for check in report.checks)
    if report.credential_format == "smart-health-link":
        return report.verdict is Verdict.CANNOT_TELL
    return report.verdict is Verdict.VALID


def _expected_of_keys(path: Path, expect: str) -> str:
    """Refused keys; of certificates given with a key, only that they hold it is asked, not who signed them for whom."""
    if "toHaveLength" in expect:
        return "accepted"
    if "X5C" in expect and path.exists():
        return "accepted" if _certificates_hold_keys(json.loads(path.read_bytes())) else "refused"
    return "refused"


def _certificates_hold_keys(document: Mapping[str, Any]) -> bool:
    for jwk in document["keys"]:
        key = load_der_x509_certificate(base64.b64decode(jwk["x5c"][0])).public_key()
        point = [int.from_bytes(decode_base64url(jwk[name]), "big") for name in ("x", "y")]
        if not isinstance(key, EllipticCurvePublicKey) or point != [key.public_numbers().x, key.public_numbers().y]:
            return False
    return True


def _judge_keys(path: Path) -> str:
    try:
        keys = read_card_keys("https://issuer.example", json.loads(path.read_bytes())["keys"], [], frozenset())
    except CredentialError:
        return "refused"
    return "refused" if keys.refused else "accepted"


SUITE = Suite("shc-devtools", (_EXPECTED, _EXPECTED_KEYS, SPEC_EXAMPLES, f"{SPEC_KEYS}/issuer"), _cases)
