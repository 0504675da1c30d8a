import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.errors import MalformedInputError
from credential_core.formats.hcert.cose import EDDSA, decode_sign1
from credential_core.proofs import Algorithm
from tests.builders import RESOURCES
from tests.dcc_issuer import ALGORITHM, CWT_TAG, ES256, HEADERS, KEY_ID, KID, PS256, SIGN1_TAG, a_message
from tests.signers import a_signer


@pytest.mark.parametrize("tags", [b"", SIGN1_TAG, CWT_TAG + SIGN1_TAG])
def test_every_tagging_in_use(tags: bytes) -> None:
    assert decode_sign1(tags + a_message()).kid == KID


@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [
        (HEADERS, {}),
        (HEADERS | {3: "application/cwt"}, {}),
        ({ALGORITHM: ES256}, {KEY_ID: KID}),
        ({KEY_ID: KID}, {ALGORITHM: ES256}),
        (b"", HEADERS),
        (b"\xa0", HEADERS),
        (HEADERS, {KEY_ID: b"another!", ALGORITHM: PS256}),
    ],
)
def test_headers_wherever_they_are(protected: dict[int, object] | bytes, unprotected: dict[int, object]) -> None:
    message = decode_sign1(a_message(protected=protected, unprotected=unprotected))
    assert (message.key_id, *message.algorithms) == ("2Rk3X8HntrI=", Algorithm.ES256)


@pytest.mark.parametrize(
    ("algorithm", "header"),
    [(Algorithm.ES256, ES256), (Algorithm.ES256_P384, ES256), (Algorithm.PS256, PS256)],
)
def test_algorithms(algorithm: Algorithm, header: int) -> None:
    data = a_message(protected={ALGORITHM: header, KEY_ID: KID}, signer=a_signer(algorithm))
    assert decode_sign1(data).algorithms == {algorithm}


def test_only_the_allowed_algorithms_are_read() -> None:
    data = a_message(protected={ALGORITHM: EDDSA, KEY_ID: KID}, signer=a_signer(Algorithm.ED25519))
    assert decode_sign1(data, (EDDSA,)).algorithms == {Algorithm.ED25519}
    for message, allowed in ((data, (ES256, PS256)), (a_message(), (EDDSA,))):
        with pytest.raises(MalformedInputError, match="cose_algorithm"):
            decode_sign1(message, allowed)


@pytest.mark.parametrize(
    ("protected", "signed"), [({ALGORITHM: ES256}, {ALGORITHM: ES256}), (b"", {}), (b"\xa0", {}), (HEADERS, HEADERS)]
)
def test_which_headers_were_signed(protected: dict[int, object] | bytes, signed: dict[int, object]) -> None:
    assert decode_sign1(a_message(protected=protected, unprotected=HEADERS)).signed_headers == signed


@given(st.binary(max_size=70_000), st.sampled_from([HEADERS, b"", HEADERS | {5: bytes(300)}]))
def test_what_was_signed(payload: bytes, protected: dict[int, object] | bytes) -> None:
    message = decode_sign1(a_message(payload, protected, unprotected=HEADERS))
    expected = cbor2.dumps(["Signature1", message.protected, b"", payload])
    assert message.message(Algorithm.ES256, RESOURCES) == expected


@given(st.binary(max_size=200))
def test_anything_else_is_refused(data: bytes) -> None:
    for prefix in (b"", SIGN1_TAG, a_message()[:20]):
        with pytest.raises(MalformedInputError):
            decode_sign1(prefix + data)


@pytest.mark.parametrize("tags", [CWT_TAG, SIGN1_TAG * 2, SIGN1_TAG + CWT_TAG, b"\xd1", CWT_TAG * 2 + SIGN1_TAG])
def test_other_taggings_are_refused(tags: bytes) -> None:
    with pytest.raises(MalformedInputError, match="cose_tags"):
        decode_sign1(tags + a_message())


@pytest.mark.parametrize(
    "message", [[], [b"", {}, b""], [b"", {}, None, b""], ["", {}, b"", b""], [b"", [], b"", b""], {1: 2}, 0]
)
def test_other_structures_are_refused(message: object) -> None:
    with pytest.raises(MalformedInputError, match="cose_structure"):
        decode_sign1(cbor2.dumps(message))
