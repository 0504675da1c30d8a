"""DER: elements of a tag, a length and a content, one after the other (ITU-T X.690, §8.1 and §10.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from credential_core.errors import MalformedInputError

INTEGER, BIT_STRING, OCTET_STRING, OID, SEQUENCE = 0x02, 0x03, 0x04, 0x06, 0x30
_LONG = 0x80
_MAX_LENGTH_BYTES = 4


@dataclass(frozen=True, slots=True)
class Element:
    """Tag, content, and the whole encoding."""

    tag: int
    content: bytes
    encoding: bytes


def read_elements(data: bytes, code: str) -> Iterator[Element]:
    """All elements of some bytes, with tags of one byte; refuses (`code`) lengths that are wrong or not shortest."""
    start = 0
    while start < len(data):
        header, length = start + 2, data[start + 1] if start + 1 < len(data) else _LONG
        if length & _LONG:
            size = length - _LONG
            digits = data[header : header + size]
            header, length = header + size, int.from_bytes(digits, "big")
            if not 0 < size <= _MAX_LENGTH_BYTES or digits[:1] == b"\0" or length < _LONG:
                raise MalformedInputError(code)
        if header + length > len(data):
            raise MalformedInputError(code)
        yield Element(data[start], data[header : header + length], data[start : header + length])
        start = header + length


def read_sequence(data: bytes, code: str) -> list[Element]:
    """What is in a SEQUENCE that is all of `data`; refuses (`code`) anything else."""
    elements = list(read_elements(data, code))
    if [element.tag for element in elements] != [SEQUENCE]:
        raise MalformedInputError(code)
    return list(read_elements(elements[0].content, code))


def read_numbers(data: bytes, code: str) -> tuple[int, int]:
    """A SEQUENCE of two INTEGERs, not negative and in their shortest form (§8.3.2); refuses (`code`) anything else."""
    elements = read_sequence(data, code)
    if [element.tag for element in elements] != [INTEGER, INTEGER]:
        raise MalformedInputError(code)
    first, second = (_number(element.content, code) for element in elements)
    return first, second


def encode_element(tag: int, content: bytes) -> bytes:
    """One element, with the shortest length."""
    length = len(content)
    if length < _LONG:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, _LONG | size]) + length.to_bytes(size, "big") + content


def encode_number(number: int) -> bytes:
    """A non-negative INTEGER."""
    return encode_element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _number(content: bytes, code: str) -> int:
    number = int.from_bytes(content, "big", signed=True)
    if number < 0 or content != number.to_bytes(number.bit_length() // 8 + 1, "big"):
        raise MalformedInputError(code)
    return number
