"""Points and signatures of P-256 and P-384, with OpenSSL as the oracle."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credential_core.encodings.elliptic_curves import P256, P384, Curve
from credential_core.errors import MalformedInputError

CURVES = [(P256, ec.SECP256R1()), (P384, ec.SECP384R1())]


def points(curve: ec.EllipticCurve, secret: int) -> tuple[bytes, bytes]:
    """Uncompressed and compressed public point of a private number."""
    key = ec.derive_private_key(secret, curve).public_key()
    formats = (PublicFormat.UncompressedPoint, PublicFormat.CompressedPoint)
    uncompressed, compressed = (key.public_bytes(Encoding.X962, form) for form in formats)
    return uncompressed, compressed


@pytest.mark.parametrize(("curve", "openssl"), CURVES)
@pytest.mark.parametrize("secret", [1, 2, 3, 0xDEADBEEF])
def test_openssls_points(curve: Curve, openssl: ec.EllipticCurve, secret: int) -> None:
    uncompressed, compressed = points(openssl, secret)
    assert curve.contains(uncompressed)
    assert curve.compress(uncompressed) == compressed
    assert curve.uncompress(compressed) == curve.uncompress(uncompressed) == uncompressed


@pytest.mark.parametrize(("curve", "openssl"), CURVES)
def test_what_is_no_point(curve: Curve, openssl: ec.EllipticCurve) -> None:
    point, compressed = points(openssl, 5)
    size = curve.coordinate_bytes
    unreduced = b"\4" + (int.from_bytes(point[1 : 1 + size], "big") + curve.prime).to_bytes(size + 1, "big")[-size:]
    off = point[:-1] + bytes([point[-1] ^ 1])
    for wrong in (off, point[:-1], point + b"\0", b"\5" + point[1:], unreduced + point[1 + size :], b"", b"\0"):
        assert not curve.contains(wrong)
        with pytest.raises(MalformedInputError, match="point"):
            curve.uncompress(wrong)
        with pytest.raises(MalformedInputError, match="point"):
            curve.compress(wrong)
    # About half of all x have no point above them.
    candidates = [bytes([2]) + x.to_bytes(size, "big") for x in range(1, 20)]
    assert any(_refused(curve, candidate) for candidate in candidates)
    assert not _refused(curve, compressed)


def _refused(curve: Curve, point: bytes) -> bool:
    try:
        curve.uncompress(point)
    except MalformedInputError:
        return True
    return False


@pytest.mark.parametrize("curve", [P256, P384])
def test_numbers_of_a_signature_are_within_the_order(curve: Curve) -> None:
    size, one, order = curve.coordinate_bytes, 1, curve.order
    zero, least, most, beyond = (number.to_bytes(size, "big") for number in (0, one, order - 1, order))
    assert curve.is_signature(least + most)
    for r, s in ((zero, least), (least, zero), (beyond, least), (least, beyond)):
        assert not curve.is_signature(r + s)
    assert not curve.is_signature(least + least + b"\0")
