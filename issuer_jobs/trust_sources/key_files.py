"""Files with certificates or public keys, in PEM or DER: whoever imports them vouches for them."""

from collections import defaultdict
from typing import assert_never

from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme, Subject
from credential_core.trust import TrustKey
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.trust_sources.certificates import Certificate, hcert_uses
from issuer_jobs.trust_sources.entries import NOBODY, entry_by_hand, unique_keys
from issuer_jobs.trust_sources.pem import KeyObject, read_key_objects
from issuer_jobs.trust_sources.public_keys import DEFAULT_USES, Key, jwk_of_p256, key_of_spki, thumbprint, trust_key
from issuer_jobs.trust_sources.sources import Authenticity, RefusedKey, SourceFile, SourceOptions, TrustSource


def read_key_file(file: SourceFile, options: SourceOptions) -> TrustSource:
    """Read the file; a certificate says its country, period, id and uses, a bare key nothing of the kind."""
    objects = read_key_objects(file.data)
    if options.key_id is not None and len(objects) > 1:
        raise ConfigurationError(
            f"{file.path} holds {len(objects)} keys, and --key-id is one key's. Import them singly."
        )
    keys: dict[tuple[Scheme, str], list[TrustKey]] = defaultdict(list)
    refused: list[RefusedKey] = []
    for number, found in enumerate(objects, 1):
        scheme, issuer = _scheme_and_issuer(file, found, options)
        try:
            keys[scheme, issuer].append(_trust_key(file, found, scheme, options))
        except CredentialError as error:
            refused.append(RefusedKey(issuer, f"number {number} in the file", error.code))
    entries = []
    for (scheme, issuer), several in sorted(keys.items(), key=lambda item: item[0][1]):
        unique, twice = unique_keys(scheme, issuer, several)
        refused += twice
        entries.append(entry_by_hand(scheme, issuer, unique, options))
    return TrustSource("certificates and public keys", Authenticity.BY_HAND, NOBODY, tuple(entries), tuple(refused))


def _scheme_and_issuer(file: SourceFile, found: KeyObject, options: SourceOptions) -> tuple[Scheme, str]:
    """Certificates are HCERT's signers, of the country in their subject, unless the user says otherwise."""
    certificate = found if isinstance(found, Certificate) else None
    scheme = options.scheme or (Scheme.HCERT if certificate else options.require_scheme(file))
    if scheme is not Scheme.HCERT:
        return scheme, options.require_issuer(file)
    issuer = options.issuer or options.country or (certificate.country if certificate else None)
    if issuer is None:
        raise ConfigurationError(f"{file.path} does not say whose keys it holds. Give --country, in two letters.")
    return scheme, issuer


def _trust_key(file: SourceFile, found: KeyObject, scheme: Scheme, options: SourceOptions) -> TrustKey:
    if not isinstance(found, Certificate):
        key = key_of_spki(found)
        return trust_key(scheme, _key_id(file, scheme, key, options), key, options.uses or DEFAULT_USES[scheme])
    if found.is_authority:
        raise MalformedInputError("authority_certificate")
    key = found.key
    key_id = found.key_id if scheme is Scheme.HCERT else _key_id(file, scheme, key, options)
    period = found.facts.not_before, found.facts.not_after
    return trust_key(scheme, options.key_id or key_id, key, _uses(found, scheme, options), period)


def _uses(certificate: Certificate, scheme: Scheme, options: SourceOptions) -> frozenset[Subject]:
    """What the certificate allows, narrowed to what the user wants; nothing in common refuses the key (`use`)."""
    allowed = hcert_uses(certificate) if scheme is Scheme.HCERT else options.uses or DEFAULT_USES[scheme]
    uses = allowed & options.uses if options.uses else allowed
    if not uses:
        raise MalformedInputError("use")
    return uses


def _key_id(file: SourceFile, scheme: Scheme, key: Key, options: SourceOptions) -> str:
    """The id by which credentials name a bare key: given by the user, except where it follows from the key."""
    match scheme:
        case Scheme.SMART_HEALTH_CARD:
            return thumbprint(jwk_of_p256(key[1]))
        case Scheme.HCERT | Scheme.DIVOC | Scheme.VERIFIABLE_CREDENTIAL:
            if options.key_id is None:
                raise ConfigurationError(
                    f"{file.path} does not say by which id credentials name its key. Give --key-id: HCERT's kid in"
                    " base64, or the verificationMethod of the credentials' proofs."
                )
            return options.key_id
        case _:
            assert_never(scheme)
