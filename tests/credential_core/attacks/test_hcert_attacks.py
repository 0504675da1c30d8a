"""Attacks on HCERT, numbered as in the list of attack cases: each ends with a report, and never as valid."""

import base64
import time
import zlib

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from credential_core.errors import TrustMaterialError
from credential_core.limits import MAX_HCERT_CHARACTERS, MAX_INFLATED_BYTES
from credential_core.proofs import Algorithm
from credential_core.report import Report, Verdict
from credential_core.trust import TrustKey
from tests.dcc_issuer import (
    ALGORITHM,
    CRITICAL,
    ES256,
    HEADERS,
    KEY_ID,
    KID,
    PS256,
    SIGN1_TAG,
    a_dcc_text,
    a_message,
    a_text,
    a_trust_key,
    dcc_claims,
    judge_dcc,
)
from tests.hcert_issuer import hcert_text
from tests.signers import TestSigner, a_signer
from tests.verdicts import found

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def refused(text: bytes, check: str, code: str, *keys: TrustKey) -> Report:
    report = judge_dcc(text, *keys)
    assert report.verdict in (Verdict.INVALID, Verdict.NOT_A_CERTIFICATE)
    assert found(report)[check] == code
    return report


def compressed_text(compressed: bytes) -> bytes:
    return b"HC1:" + bytes(base45.b45encode(compressed))


def payload_text(payload: bytes) -> bytes:
    """Signed by a trusted signer, so that only the payload's own defects can be the reason."""
    return a_text(SIGN1_TAG + a_message(payload))


def test_what_is_attacked_is_sound() -> None:
    assert judge_dcc(a_text()).verdict is Verdict.VALID


# V1 to V3: compression


def test_v1_a_bomb_is_refused_in_no_time() -> None:
    bomb = compressed_text(zlib.compress(bytes(2_900_000), 9))
    assert len(bomb) <= MAX_HCERT_CHARACTERS
    started = time.process_time()
    refused(bomb, "compression", "deflate_too_large")
    assert time.process_time() - started < 0.5


def test_v1_the_limit_is_what_is_inflated() -> None:
    assert "compression" not in found(judge_dcc(compressed_text(zlib.compress(bytes(MAX_INFLATED_BYTES)))))
    refused(compressed_text(zlib.compress(bytes(MAX_INFLATED_BYTES + 1))), "compression", "deflate_too_large")


def test_v2_trailing_data_truncation_and_preset_dictionaries_are_refused() -> None:
    message = SIGN1_TAG + a_message()
    compressed = zlib.compress(message)
    refused(compressed_text(compressed + b"\0"), "compression", "deflate_trailing_data")
    refused(compressed_text(compressed + compressed), "compression", "deflate_trailing_data")
    refused(compressed_text(compressed[:-1]), "compression", "deflate_truncated")
    refused(compressed_text(compressed[:40]), "compression", "deflate_truncated")
    deflater = zlib.compressobj(zdict=message)
    refused(compressed_text(deflater.compress(message) + deflater.flush()), "compression", "deflate_header")
    refused(compressed_text(message), "compression", "deflate_header")


def test_v3_what_was_compressed_twice_is_inflated_once() -> None:
    report = judge_dcc(hcert_text(zlib.compress(SIGN1_TAG + a_message())))
    assert report.verdict is Verdict.INVALID
    assert found(report)["structure"].startswith(("cbor", "cose"))


# V4: base45


def test_v4_wrong_texts_are_refused() -> None:
    text = a_text()
    refused(text[: 4 + 3 * ((len(text) - 4) // 3)] + b"A", "encoding", "base45_length")
    refused(b"HC1:" + b":::" * 100, "encoding", "base45_value")
    refused(text[:4] + text[4:].lower(), "encoding", "base45_character")
    refused(text.lower(), "text", "not_recognised")
    refused(text[:4] + "ä".encode() + text[6:], "encoding", "base45_character")


def test_v4_a_text_that_no_code_holds_is_refused_before_it_is_decoded() -> None:
    started = time.process_time()
    refused(b"HC1:" + b"0" * 10_000_000, "text", "text_too_large")
    refused(b"HC1:" + b"0" * (MAX_HCERT_CHARACTERS + 1), "encoding", "base45_too_long")
    assert time.process_time() - started < 0.5


def test_v4_spaces_inside_are_digits_and_around_nothing() -> None:
    text = a_text()
    assert b" " in text
    assert judge_dcc(b"\xef\xbb\xbf \t" + text + b" \r\n").verdict is Verdict.VALID
    assert judge_dcc(text.replace(b" ", b"")).verdict is Verdict.INVALID
    assert judge_dcc(text.replace(b" ", b"+")).verdict is Verdict.INVALID


# V5: CBOR


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x81" * 60_000, "cbor_depth"),
        (b"\x9b" + b"\xff" * 8, "cbor_truncated"),
        (b"\xbb" + b"\xff" * 8, "cbor_truncated"),
        (b"\x5b" + b"\xff" * 8, "cbor_truncated"),
        (b"\x7b" + b"\xff" * 8, "cbor_truncated"),
        (b"\xbf\x01\x62AT\xff", "cbor_indefinite"),
        (b"\xa2\x01\x62AT\x01\x62DE", "cbor_duplicate_key"),
        (b"\xa1\x01\x62AT\x00", "cbor_trailing_data"),
        (b"\xd8\x1c\x81\xd8\x1d\x00", "cbor_tag"),
        (b"\xd8\x23\x65(a+)+", "cbor_tag"),
        (b"\xd8\x24\x64mime", "cbor_tag"),
        (b"\xc2\x49\x01" + bytes(8), "cbor_tag"),
        (b"\xc4\x82\x1b\x7f" + b"\xff" * 7 + b"\x01", "cbor_tag"),
        (b"\xa1\xf9\x7e\x00\x00", "cbor_not_finite"),
        (b"\xa1\xf9\x3c\x00\x00", "cbor_key"),
        (b"\xf0", "cbor_simple_value"),
        (b"\x01", "cwt_claims"),
        (b"\xa2\x01\x62AT\x611\x62DE", "cbor_duplicate_key"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_v5_hostile_cbor_is_refused(payload: bytes, code: str) -> None:
    refused(payload_text(payload), "structure", code)


@pytest.mark.parametrize(
    "header", [b"\x81" * 60_000, b"\xa2\x01\x26\x01\x26", b"\xa1\x01\x26\x00", b"\xd2\xa1\x01\x26"]
)
def test_v5_hostile_cbor_in_the_protected_header_is_refused(header: bytes) -> None:
    report = judge_dcc(a_text(a_message(protected=header)))
    assert report.verdict is Verdict.INVALID
    assert found(report)["structure"].startswith("cbor")


@pytest.mark.parametrize("time_claim", [float("nan"), float("inf"), -1, 1e300, 2**63, True, "2026-11-24", b"\0"])
@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_v5_times_that_are_none_are_refused(claim: str, time_claim: object) -> None:
    report = judge_dcc(a_dcc_text(**{claim: time_claim}))
    assert report.verdict is Verdict.INVALID
    assert found(report)["structure"] in ("cwt_time", "cbor_not_finite")


# V6: algorithms and headers


@pytest.mark.parametrize("algorithm", [None, 0, 5, -8, -35, -36, -65535, "ES256", True, -7.0, [ES256]])
def test_v6_other_algorithms_are_refused(algorithm: object) -> None:
    headers = {ALGORITHM: algorithm, KEY_ID: KID} if algorithm is not None else {KEY_ID: KID}
    refused(a_text(a_message(protected=headers)), "structure", "cose_algorithm")


def test_v6_an_algorithm_in_the_unprotected_header_counts_only_where_the_protected_has_none() -> None:
    alone = a_text(a_message(protected=b"", unprotected=HEADERS))
    assert judge_dcc(alone).verdict is Verdict.VALID
    both = a_text(a_message(protected={ALGORITHM: 5, KEY_ID: KID}, unprotected=HEADERS))
    refused(both, "structure", "cose_algorithm")


@pytest.mark.parametrize("algorithm", [Algorithm.PS256, Algorithm.ES256_P384, Algorithm.ED25519, Algorithm.ES384])
def test_v6_the_trusted_keys_algorithm_decides(algorithm: Algorithm) -> None:
    """The message says ES256, and the trusted key is of another kind."""
    refused(a_text(), "signature", "algorithm_mismatch", a_trust_key(a_signer(algorithm)))


def test_v6_a_message_cannot_choose_what_an_ecdsa_key_is_used_for() -> None:
    message = a_message(protected={ALGORITHM: PS256, KEY_ID: KID})
    refused(a_text(message), "signature", "algorithm_mismatch")


def test_v6_critical_headers_are_not_overlooked() -> None:
    headers = HEADERS | {CRITICAL: [1000], 1000: b""}
    refused(a_text(a_message(protected=headers)), "structure", "cose_critical_header")
    refused(a_text(a_message(unprotected={CRITICAL: [1000]})), "structure", "cose_critical_header")


# V7: key ids


def test_v7_of_two_key_ids_the_protected_one_counts() -> None:
    right = a_message(protected=HEADERS, unprotected={KEY_ID: b"another!"})
    assert judge_dcc(a_text(right)).verdict is Verdict.VALID
    wrong = a_message(protected=HEADERS | {KEY_ID: b"another!"}, unprotected={KEY_ID: KID})
    report = judge_dcc(a_text(wrong))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["trust"] == "key_unknown"


@pytest.mark.parametrize("key_id", [b"", b"d\x19", KID + b"\0", KID[::-1]])
def test_v7_an_unknown_key_id_is_not_tried_with_other_keys(key_id: bytes) -> None:
    report = judge_dcc(a_text(a_message(protected=HEADERS | {KEY_ID: key_id})))
    assert report.verdict is Verdict.CANNOT_TELL
    assert found(report)["signature"] == "no_key"


@pytest.mark.parametrize("key_id", ["text", 1, [KID]])
def test_v7_key_ids_that_are_no_bytes_are_refused(key_id: object) -> None:
    refused(a_text(a_message(protected=HEADERS | {KEY_ID: key_id})), "structure", "cose_header")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)])
def test_v7_every_key_that_shares_the_id_is_tried(order: tuple[int, ...]) -> None:
    keys = [a_trust_key(a_signer(Algorithm.ES256, number)) for number in order]
    assert judge_dcc(a_text(), *keys).verdict is Verdict.VALID
    others = [a_trust_key(a_signer(Algorithm.ES256, number)) for number in (2, 3)]
    refused(a_text(), "signature", "signature_mismatch", *others)


def test_v7_the_key_that_signed_decides_what_it_may_sign() -> None:
    """A colliding key with more rights lends none."""
    own = a_trust_key(uses=frozenset())
    refused(a_text(), "key_usage", "key_not_for_subject", a_trust_key(a_signer(Algorithm.ES256, 2)), own)


# V8: signatures


def signed_with(value: bytes) -> bytes:
    signer = a_signer(Algorithm.ES256)
    return a_text(a_message(signer=TestSigner(signer.algorithm, signer.public_key, lambda _: value)))


@pytest.mark.parametrize(
    ("r", "s"), [(0, 1), (1, 0), (0, 0), (ORDER, 1), (1, ORDER), (ORDER + 1, 1), (2**256 - 1, 2**256 - 1)]
)
def test_v8_numbers_out_of_range_are_refused(r: int, s: int) -> None:
    value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    refused(signed_with(value), "signature", "signature_mismatch")


@pytest.mark.parametrize("value", [b"", b"foo", bytes(63), bytes(65), bytes(64), bytes(72)])
def test_v8_signatures_of_other_lengths_are_refused(value: bytes) -> None:
    refused(signed_with(value), "signature", "signature_mismatch")


def test_v8_der_is_refused() -> None:
    signer = a_signer(Algorithm.ES256)

    def sign_der(message: bytes) -> bytes:
        value = signer.sign(message)
        return encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))

    message = a_message(signer=TestSigner(signer.algorithm, signer.public_key, sign_der))
    refused(a_text(message), "signature", "signature_mismatch")


def test_v8_the_other_s_is_accepted_because_the_standard_does() -> None:
    """ECDSA is malleable and COSE asks for no low s: nothing may depend on a signature's bytes being unique."""
    signer = a_signer(Algorithm.ES256)

    def sign_other(message: bytes) -> bytes:
        value = signer.sign(message)
        return value[:32] + (ORDER - int.from_bytes(value[32:], "big")).to_bytes(32, "big")

    message = a_message(signer=TestSigner(signer.algorithm, signer.public_key, sign_other))
    assert judge_dcc(a_text(message)).verdict is Verdict.VALID


@pytest.mark.parametrize("point", [b"\x04" + bytes(64), b"\x04" + b"\x01" * 64, b"\x00"])
def test_v8_a_key_off_the_curve_is_refused(point: bytes) -> None:
    multikey = "u" + base64.urlsafe_b64encode(b"\x80\x24" + point).rstrip(b"=").decode()
    key = a_trust_key(multikey=multikey)
    with pytest.raises(TrustMaterialError, match="public_key"):
        _ = key.public_key
    report = judge_dcc(a_text(), key)
    assert report.verdict is not Verdict.VALID
    assert found(report)["signature"] == "public_key"


def test_v8_a_signature_of_another_payload_is_refused() -> None:
    other = a_message(cbor2.dumps(dcc_claims(iss="DE")))
    *_, signature = cbor2.loads(other)
    header, unprotected, payload, _ = cbor2.loads(a_message())
    refused(a_text(cbor2.dumps([header, unprotected, payload, signature])), "signature", "signature_mismatch")
