"""EU certificates for tests, layer by layer, so that each can be made wrong; all as of `NOW`."""

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import cbor2

from credential_core.encodings.strict_json import JsonObject
from credential_core.formats.signed import Scheme, Subject
from credential_core.proofs import Algorithm
from credential_core.report import Report
from credential_core.trust import TrustEntry, TrustKey, TrustList
from tests.builders import NOW
from tests.hcert_issuer import Claims, a_cwt, hcert_text
from tests.signers import TestSigner, a_signer
from tests.verdicts import judge

ALGORITHM, CRITICAL, KEY_ID = 1, 2, 4
ES256, PS256 = -7, -37
KID = bytes.fromhex("d919375fc1e7b6b2")
HEADERS: Claims = {ALGORITHM: ES256, KEY_ID: KID}
SIGN1_TAG, CWT_TAG = b"\xd2", b"\xd8\x3d"
EXPIRES_AT = NOW + timedelta(days=170)
HEALTH = frozenset({Subject.VACCINATION, Subject.TEST, Subject.RECOVERY})


def a_vaccination(**changes: Any) -> JsonObject:
    """The second of two doses, as an entry of group `v`."""
    return {
        "tg": "840539006",
        "vp": "1119349007",
        "mp": "EU/1/20/1528",
        "ma": "ORG-100030215",
        "dn": 2,
        "sd": 2,
        "dt": "2026-11-12",
        "co": "AT",
        "is": "Ministry of Health, Austria",
        "ci": "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B",
    } | changes


def a_test(**changes: Any) -> JsonObject:
    """A rapid test, as an entry of group `t`."""
    return {
        "tg": "840539006",
        "tt": "LP217198-3",
        "ma": "1232",
        "sc": "2026-11-12T10:00:00+02:00",
        "tr": "260415000",
        "tc": "Testing center Vienna 1",
        "co": "AT",
        "is": "Ministry of Health, Austria",
        "ci": "URN:UVCI:01:AT:71EE2559DE38C6BF7304FB65A1A451EC#3",
    } | changes


def a_recovery(**changes: Any) -> JsonObject:
    """A recovery, as an entry of group `r`."""
    return {
        "tg": "840539006",
        "fr": "2026-10-01",
        "co": "AT",
        "is": "Ministry of Health, Austria",
        "df": "2026-10-12",
        "du": "2027-03-28",
        "ci": "URN:UVCI:01:AT:858CC18CFCF5965EF82F60E493349AA5#K",
    } | changes


def a_dcc(**changes: Any) -> JsonObject:
    """An EU certificate about a vaccination, unless another group is given."""
    groups = {} if set(changes) & {"v", "t", "r"} else {"v": [a_vaccination()]}
    return {
        "ver": "1.3.0",
        "nam": {"fn": "Musterfrau-Gößinger", "gn": "Gabriele", "fnt": "MUSTERFRAU<GOESSINGER", "gnt": "GABRIELE"},
        "dob": "1998-02-26",
        **groups,
    } | changes


def dcc_claims(dcc: object = None, **changes: Any) -> Claims:
    """The CWT's claims; `iss`, `iat`, `nbf` and `exp` change or (None) remove one."""
    return a_cwt({1: a_dcc() if dcc is None else dcc}, **{"iss": "AT", "exp": EXPIRES_AT} | changes)


def a_message(
    payload: bytes | None = None,
    protected: Mapping[Any, Any] | bytes = HEADERS,
    unprotected: Mapping[Any, Any] | None = None,
    signer: TestSigner | None = None,
) -> bytes:
    """An untagged COSE_Sign1 message; `protected` as bytes is taken as it is."""
    content = cbor2.dumps(dcc_claims()) if payload is None else payload
    header = protected if isinstance(protected, bytes) else cbor2.dumps(dict(protected))
    signature = (signer or a_signer(Algorithm.ES256)).sign(cbor2.dumps(["Signature1", header, b"", content]))
    return cbor2.dumps([header, dict(unprotected or {}), content, signature])


def a_text(message: bytes | None = None) -> bytes:
    """The text of a code with a message; of a sound certificate when none is given."""
    return hcert_text(SIGN1_TAG + a_message() if message is None else message)


def a_dcc_text(dcc: object = None, **changes: Any) -> bytes:
    """The text of a certificate that is sound but for the changes to its claims."""
    return a_text(SIGN1_TAG + a_message(cbor2.dumps(dcc_claims(dcc, **changes))))


def a_trust_key(signer: TestSigner | None = None, **changes: Any) -> TrustKey:
    """The signer's key in a trust list, good for a year on both sides of `NOW`."""
    signer = signer or a_signer(Algorithm.ES256)
    members: dict[str, Any] = {
        "id": base64.b64encode(KID).decode(),
        "algorithm": signer.algorithm,
        "multikey": signer.multikey,
        "uses": HEALTH,
        "valid_from": NOW - timedelta(days=365),
        "valid_until": NOW + timedelta(days=365),
    }
    return TrustKey(**members | changes)


def a_trust_list(*keys: TrustKey) -> TrustList:
    """A trust list with each of these keys in a country of its own, the first in Austria."""
    entries = [
        TrustEntry(country, f"Ministry of Health, {country}", country, (key,), scheme=Scheme.HCERT)
        for country, key in zip(("AT", "BE", "CZ", "DE"), keys or (a_trust_key(),), strict=False)
    ]
    named = {(entry.scheme, entry.issuer): entry for entry in entries}
    return TrustList(1, NOW - timedelta(hours=1), NOW + timedelta(days=90), named)


def judge_dcc(text: bytes, *keys: TrustKey) -> Report:
    """The report of a text when these keys are trusted; the signer's unless given."""
    return judge(text, a_trust_list(*keys), {})
