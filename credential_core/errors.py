"""Errors of the core: a stable code and facts, never a library's exception."""

from collections.abc import Mapping
from types import MappingProxyType

Fact = str | int | bool


class CredentialError(Exception):
    """Something read from outside is not acceptable.

    `code` is stable and meant for programs; `facts` hold the details that a page or a
    command phrases in its own words. Facts never hold personal data.
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code if not facts else f"{code}: {facts}")
        self.code = code
        self.facts: Mapping[str, Fact] = MappingProxyType(dict(facts))


class MalformedInputError(CredentialError):
    """The bytes or the document break their format."""


class TrustMaterialError(CredentialError):
    """A trust list, a key or a status list cannot be relied on."""
