"""Points and signatures of NIST's curves as bytes (SEC 1 v2.0, §2.3; SP 800-186), to refuse what is none."""

from dataclasses import dataclass

from credential_core.errors import MalformedInputError

_UNCOMPRESSED = 4
_COMPRESSED = (2, 3)


@dataclass(frozen=True, slots=True)
class Curve:
    """y² = x³ - 3x + b over the field of `prime`, which is 3 modulo 4; `order` is the base point's."""

    prime: int
    b: int
    order: int
    coordinate_bytes: int

    def contains(self, point: bytes) -> bool:
        """Whether an uncompressed point (04, x, y) lies on the curve."""
        size = self.coordinate_bytes
        if len(point) != 1 + 2 * size or point[0] != _UNCOMPRESSED:
            return False
        x, y = int.from_bytes(point[1 : 1 + size], "big"), int.from_bytes(point[1 + size :], "big")
        return x < self.prime and y < self.prime and (y * y - self._right_side(x)) % self.prime == 0

    def uncompress(self, point: bytes) -> bytes:
        """A point in its uncompressed form; refuses (`point`) whatever is not on the curve."""
        size = self.coordinate_bytes
        if len(point) == 1 + size and point[0] in _COMPRESSED:
            x = int.from_bytes(point[1:], "big")
            y = pow(self._right_side(x), (self.prime + 1) // 4, self.prime)
            if y & 1 != point[0] & 1:
                y = self.prime - y
            point = bytes([_UNCOMPRESSED]) + point[1:] + y.to_bytes(size, "big")
        if not self.contains(point):
            raise MalformedInputError("point")
        return point

    def compress(self, point: bytes) -> bytes:
        """An uncompressed point in its compressed form; refuses (`point`) whatever is not on the curve."""
        if not self.contains(point):
            raise MalformedInputError("point")
        return bytes([_COMPRESSED[point[-1] & 1]]) + point[1 : 1 + self.coordinate_bytes]

    def is_signature(self, signature: bytes) -> bool:
        """Whether bytes are r || s with both from 1 to n - 1 (FIPS 186-5, §6.4.2)."""
        size = self.coordinate_bytes
        halves = signature[:size], signature[size:]
        return len(signature) == 2 * size and all(0 < int.from_bytes(half, "big") < self.order for half in halves)

    def _right_side(self, x: int) -> int:
        return (x * x * x - 3 * x + self.b) % self.prime


P256 = Curve(
    prime=2**256 - 2**224 + 2**192 + 2**96 - 1,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    order=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    coordinate_bytes=32,
)
P384 = Curve(
    prime=2**384 - 2**128 - 2**96 + 2**32 - 1,
    b=0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    order=0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    coordinate_bytes=48,
)
