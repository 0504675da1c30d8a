"""The trust list: which key may sign what, for which issuer, and how that issuer publishes status."""

from credential_core.trust.entries import (
    KEY_TYPES,
    BitstringStatus,
    CardRevocationList,
    CardRevocations,
    Issuer,
    StatusMechanism,
    TrustEntry,
    TrustKey,
    TrustList,
)
from credential_core.trust.reading import (
    PAYLOAD_TYPE,
    TRUST_LIST_FORMAT,
    TRUST_LIST_PATH,
    TRUST_LIST_VERSION,
    open_trust_list,
    pre_authentication_encoding,
    read_trust_list,
)

__all__ = [
    "KEY_TYPES",
    "PAYLOAD_TYPE",
    "TRUST_LIST_FORMAT",
    "TRUST_LIST_PATH",
    "TRUST_LIST_VERSION",
    "BitstringStatus",
    "CardRevocationList",
    "CardRevocations",
    "Issuer",
    "StatusMechanism",
    "TrustEntry",
    "TrustKey",
    "TrustList",
    "open_trust_list",
    "pre_authentication_encoding",
    "read_trust_list",
]
