"""Answers the core's questions with libsodium, OpenSSL and files below a public folder."""

from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import TypeVar, assert_never

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from nacl.bindings import crypto_sign_BYTES, crypto_sign_open, crypto_sign_PUBLICKEYBYTES
from nacl.exceptions import BadSignatureError

from credential_core.proofs import Algorithm, SignatureCheck
from credential_core.status import Questions, StatusListRequest

Result = TypeVar("Result")
StatusReader = Callable[[str], bytes | None]

_CURVES: Mapping[Algorithm, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    Algorithm.ES256: (ec.SECP256R1(), hashes.SHA256()),
    Algorithm.ES384: (ec.SECP384R1(), hashes.SHA384()),
    Algorithm.ES256_P384: (ec.SECP384R1(), hashes.SHA256()),
}
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)  # RFC 7518, §3.5: as long as the hash


def check_signature(question: SignatureCheck) -> bool:
    """True only when the library accepts the signature; a key or signature in a wrong form is False."""
    match question.algorithm:
        case Algorithm.ED25519:
            return _check_ed25519(question)
        case Algorithm.ES256 | Algorithm.ES384 | Algorithm.ES256_P384:
            return _check_ecdsa(question)
        case Algorithm.PS256:
            return _check_rsa(question, _PSS)
        case Algorithm.RS256:
            return _check_rsa(question, padding.PKCS1v15())
        case _:
            assert_never(question.algorithm)


def _check_ed25519(question: SignatureCheck) -> bool:
    """The binding checks no length, and a longer signature would become part of the message."""
    if (len(question.public_key), len(question.signature)) != (crypto_sign_PUBLICKEYBYTES, crypto_sign_BYTES):
        return False
    try:
        crypto_sign_open(question.signature + question.message, question.public_key)
    except BadSignatureError:
        return False
    return True


def _check_ecdsa(question: SignatureCheck) -> bool:
    curve, digest = _CURVES[question.algorithm]
    size = (curve.key_size + 7) // 8
    if len(question.signature) != 2 * size:
        return False
    r, s = (int.from_bytes(half, "big") for half in (question.signature[:size], question.signature[size:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(curve, question.public_key)
        key.verify(encode_dss_signature(r, s), question.message, ec.ECDSA(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _check_rsa(question: SignatureCheck, scheme: padding.AsymmetricPadding) -> bool:
    try:
        key = load_der_public_key(question.public_key)
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(question.signature, question.message, scheme, hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def read_below(public: Path) -> StatusReader:
    """A reader of published files; a missing file, and any path that leads outside, is None."""
    root = public.resolve()

    def read(path: str) -> bytes | None:
        target = (root / path).resolve()
        if not target.is_relative_to(root) or not target.is_file():
            return None
        return target.read_bytes()

    return read


def answer_all(questions: Questions[Result], read_status: StatusReader) -> Result:
    """Drive a verification to its result."""
    answer: bool | bytes | None = None
    try:
        question = next(questions)
        while True:
            match question:
                case SignatureCheck():
                    answer = check_signature(question)
                case StatusListRequest(path):
                    answer = read_status(path)
                case _:
                    assert_never(question)
            question = questions.send(answer)
    except StopIteration as finished:
        result: Result = finished.value
        return result


def answer_signatures(questions: Generator[SignatureCheck, bool | None, Result]) -> Result:
    """Drive a procedure that asks for signatures only, such as `open_trust_list`."""
    try:
        question = next(questions)
        while True:
            question = questions.send(check_signature(question))
    except StopIteration as finished:
        result: Result = finished.value
        return result
