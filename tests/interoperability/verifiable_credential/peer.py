"""A second implementation of Verifiable Credentials, Digital Bazaar's, installed as locked and run by Node."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from credential_core.encodings.strict_json import JsonObject
from tests.interoperability.node_packages import run_script

_SCRIPT = Path(__file__).with_name("peer.mjs")


@dataclass(frozen=True, slots=True)
class PeerJob:
    """Documents by address (nothing else can be loaded), and by name what to verify and what to sign."""

    documents: Mapping[str, JsonObject]
    verify: Mapping[str, JsonObject] = field(default_factory=dict)
    sign: Mapping[str, JsonObject] = field(default_factory=dict)


def ask_peer(job: PeerJob) -> Mapping[str, Mapping[str, Any]]:
    """Its answers below `verify` and `sign`, by name."""
    answers: Mapping[str, Mapping[str, Any]] = run_script(_SCRIPT, asdict(job))
    return answers
