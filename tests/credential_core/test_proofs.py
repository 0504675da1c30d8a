import pytest
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from credential_core.errors import TrustMaterialError
from credential_core.proofs import Algorithm, check_public_key, is_plausible_signature
from tests.builders import an_issuer_key, public_key

ORDER = 2**252 + 27742317777372353535851937790883648493

# The eight points of small order in all their encodings (libsodium, ge25519_has_small_order).
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


@pytest.mark.parametrize("point", SMALL_ORDER)
@pytest.mark.parametrize("sign", [0x00, 0x80])
def test_points_of_small_order_are_no_keys(point: str, sign: int) -> None:
    key = bytearray.fromhex(point)
    key[31] |= sign
    with pytest.raises(TrustMaterialError, match="public_key"):
        check_public_key(Algorithm.ED25519, bytes(key))


def test_libsodium_agrees_about_small_order() -> None:
    for point in SMALL_ORDER:
        assert not crypto_core_ed25519_is_valid_point(bytes.fromhex(point))


@pytest.mark.parametrize("key", [b"", bytes(31), b"\5" + bytes(32), b"\xff" * 32])
def test_wrong_lengths_and_coordinates_beyond_the_field_are_no_keys(key: bytes) -> None:
    with pytest.raises(TrustMaterialError, match="public_key"):
        check_public_key(Algorithm.ED25519, key)


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_honest_keys_are_accepted(seed: str) -> None:
    key = public_key(an_issuer_key(seed))
    assert check_public_key(Algorithm.ED25519, key) == key


def test_the_scalar_must_be_below_the_order() -> None:
    signed = an_issuer_key().sign(b"message")
    scalar = int.from_bytes(signed.signature[32:], "little")
    malleable = signed.signature[:32] + (scalar + ORDER).to_bytes(32, "little")
    assert is_plausible_signature(Algorithm.ED25519, signed.signature)
    assert not is_plausible_signature(Algorithm.ED25519, malleable)
    with pytest.raises(BadSignatureError):
        crypto_sign_open(malleable + b"message", public_key(an_issuer_key()))


@pytest.mark.parametrize("length", [0, 32, 63, 65, 128])
def test_other_lengths_are_no_signatures(length: int) -> None:
    assert not is_plausible_signature(Algorithm.ED25519, bytes(length))
