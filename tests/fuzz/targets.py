"""What is fuzzed: every decoder of the core, alone and as the innermost layer of a payload to judge.

Whatever bytes come, a decoder returns or raises the core's own CredentialError, and a verification ends with a report
that is not `valid`: nothing here is signed.
"""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import base45
import cbor2

from credential_core.assembly import assemble
from credential_core.encodings.base45 import decode_base45
from credential_core.encodings.base64url import decode_base64url
from credential_core.encodings.cbor import cbor_to_json, decode_cbor
from credential_core.encodings.deflate import inflate_gzip, inflate_raw, inflate_zlib
from credential_core.encodings.der import read_numbers
from credential_core.encodings.icao9303 import transliterate
from credential_core.encodings.jcs import canonicalize_json
from credential_core.encodings.multibase import decode_multibase
from credential_core.encodings.multikey import decode_multikey
from credential_core.encodings.numeric import decode_numeric
from credential_core.encodings.rsa_keys import read_rsa_key, spki_of
from credential_core.encodings.strict_json import parse_json_object
from credential_core.encodings.x509 import read_signer_certificate
from credential_core.errors import CredentialError
from credential_core.formats.divoc_qr.reader import decode_divoc_qr
from credential_core.formats.hcert.cose import decode_sign1
from credential_core.formats.hcert.cwt import decode_hcert
from credential_core.formats.smart_health_card.jws import decode_jws
from credential_core.formats.smart_health_link.jwe import decode_jwe
from credential_core.formats.smart_health_link.link import decode_link
from credential_core.formats.token_status_list.reader import decode_token_status_list
from credential_core.formats.verifiable_credential.did import read_did_document
from credential_core.formats.verifiable_credential.proof_set import read_proofs
from credential_core.formats.verifiable_credential.status_list import decode_status_list
from credential_core.limits import MAX_INFLATED_BYTES
from credential_core.report import Verdict
from credential_core.status import StatusListRequest
from credential_core.trust import TrustList, read_trust_list
from credential_core.verification import verify_certificate
from tests.builders import NOW, RESOURCES, a_certificate, a_signed_credential
from tests.credential_core.formats.verifiable_credential.certificates import a_test_certificate

Target = Callable[[bytes], None]
_OUR_VACCINATION, _OUR_TEST = map(a_signed_credential, (a_certificate(), a_test_certificate()))
_TRUST = TrustList(1, NOW, NOW + timedelta(days=1), {})


def _decoding(decode: Callable[[bytes], object]) -> Target:
    def run(data: bytes) -> None:
        try:
            decode(data)
        except CredentialError as error:
            assert error.code

    return run


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _judge(payload: bytes) -> None:
    questions = verify_certificate(payload, _TRUST, RESOURCES, NOW)
    answer: bool | None = None
    try:
        while True:
            answer = None if isinstance(questions.send(answer), StatusListRequest) else False
    except StopIteration as finished:
        report = finished.value
        assert report.verdict is not Verdict.VALID
        json.dumps(report.to_json(), allow_nan=False)


def _judging(wrap: Callable[[bytes], bytes]) -> Target:
    return lambda data: _judge(wrap(data))


def _hcert(cose: bytes) -> bytes:
    text: bytes = base45.b45encode(zlib.compress(cose))
    return b"HC1:" + text


def _signed_claims(claims: bytes) -> bytes:
    """COSE_Sign1 around CBOR claims, with the protected header of ES256."""
    return _hcert(cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({1: -7, 4: b"12345678"}), {}, claims, bytes(64)])))


def _statement(sub_claim: int, json_text: bytes) -> bytes:
    """Claims that carry a JSON document under `hcert`; what CBOR cannot say goes in as text."""
    try:
        document = json.loads(json_text)
        cbor2.dumps(document)
    except (ValueError, RecursionError, cbor2.CBOREncodeError):
        document = _text(json_text)
    return _signed_claims(cbor2.dumps({1: "XA", 4: 2_000_000_000, 6: 1_600_000_000, -260: {sub_claim: document}}))


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _card(payload: bytes) -> bytes:
    header = b'{"zip":"DEF","alg":"ES256","kid":"3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"}'
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflater.compress(payload) + deflater.flush()
    return b".".join(map(_base64url, (header, body, bytes(64))))


def _numeric_card(text: bytes) -> bytes:
    return b"shc:/" + b"".join(b"%02d" % (character % 78) for character in text)


def _packed(document: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("certificate.json", document)
    return archive.getvalue()


def _with_status(claim: bytes) -> bytes:
    """A certificate whose status claim is these bytes of CBOR, in a map of claims that is written out by hand."""
    claims = cbor2.dumps({1: "XA", 4: 2_000_000_000, 6: 1_600_000_000, -260: {1: {}}})
    return _signed_claims(bytes([claims[0] + 1]) + claims[1:] + cbor2.dumps(65535) + claim)


def _in_our_credential(text: bytes, data: bytes) -> bytes:
    """A signed credential of ours with some of its bytes replaced."""
    start = int.from_bytes(data[:2], "big") % len(text)
    return text[:start] + data[2:] + text[start + len(data[2:]) :]


def _json(decode: Callable[[dict[str, object]], object], data: bytes) -> object:
    return decode(parse_json_object(data))


def _inflate(data: bytes) -> object:
    inflaters = (inflate_raw, inflate_zlib, inflate_gzip)
    return inflaters[len(data) % 3](data, MAX_INFLATED_BYTES)


TARGETS: Mapping[str, Target] = {
    "any-payload": _judging(bytes),
    "assembly": _decoding(lambda data: assemble(data.split(b"\xff"))),
    "base45": _decoding(lambda data: decode_base45(data, 4_096)),
    "base64url": _decoding(lambda data: decode_base64url(_text(data))),
    "cbor": _decoding(lambda data: cbor_to_json(decode_cbor(data))),
    "cose": _decoding(decode_sign1),
    "cwt": _decoding(decode_hcert),
    "deflate": _decoding(_inflate),
    "der": _decoding(read_signer_certificate),
    "did-document": _decoding(partial(_json, read_did_document)),
    "divoc-packing": _decoding(decode_divoc_qr),
    "der-numbers": _decoding(lambda data: read_numbers(data, "der")),
    "icao9303": _decoding(lambda data: transliterate(_text(data))),
    "jcs": _decoding(partial(_json, canonicalize_json)),
    "json": _decoding(parse_json_object),
    "json-ld": _decoding(partial(_json, RESOURCES.json_ld.to_quads)),
    "jwe": _decoding(decode_jwe),
    "jws": _decoding(lambda data: decode_jws(_text(data))),
    "multibase": _decoding(lambda data: decode_multibase(_text(data))),
    "multikey": _decoding(lambda data: decode_multikey(_text(data))),
    "numeric": _decoding(lambda data: decode_numeric(_text(data))),
    "proofs": _decoding(partial(_json, read_proofs)),
    "rsa-key": _decoding(lambda data: (read_rsa_key(data), spki_of(data))),
    "smart-health-link": _decoding(decode_link),
    "status-list": _decoding(partial(_json, decode_status_list)),
    "token-status-list": _decoding(decode_token_status_list),
    "trust-list": _decoding(partial(_json, read_trust_list)),
    "judge-hcert-text": _judging(lambda data: b"HC1:" + data),
    "judge-hcert-cose": _judging(_hcert),
    "judge-hcert-claims": _judging(_signed_claims),
    "judge-eu-dcc": _judging(partial(_statement, 1)),
    "judge-who-ddcc": _judging(partial(_statement, 3)),
    "judge-icvp": _judging(partial(_statement, -6)),
    "judge-card-payload": _judging(_card),
    "judge-card-digits": _judging(_numeric_card),
    "judge-link": _judging(lambda data: b"shlink:/" + _base64url(data)),
    "judge-packed": _judging(_packed),
    "judge-our-credential": _judging(partial(_in_our_credential, _OUR_VACCINATION)),
    "judge-our-test": _judging(partial(_in_our_credential, _OUR_TEST)),
    "judge-hcert-status": _judging(_with_status),
}
