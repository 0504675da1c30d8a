"""Signatures that come out differently every time are made once: a slice that is done again uses those it made before.

RSA-PSS is salted, so that a second attempt would give one version of a certificate two signatures (design decision 5).
A slice's signatures are on the disk before anything that shows them.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from credential_core.proofs import Algorithm
from issuer_jobs import durable
from issuer_jobs.signing.signer import Signer

_SALTED = frozenset({Algorithm.PS256})


class SaltedSignatures:
    """The salted signatures of one slice at a time, kept in the run's work folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signatures: dict[str, str] = {}

    def begin(self, slice_index: int) -> None:
        """Recall what an earlier attempt at this slice signed, if it got that far."""
        path = self._path(slice_index)
        self._signatures = json.loads(path.read_bytes()) if path.exists() else {}

    def keep(self, slice_index: int) -> None:
        """Write what was signed since `begin`, durably; nothing where no signature is salted."""
        if self._signatures:
            durable.write_file(self._path(slice_index), json.dumps(self._signatures).encode())

    def remembering(self, signer: Signer) -> Signer:
        """The same signer, which signs no message twice; signers without salt stay as they are."""
        if signer.algorithm not in _SALTED:
            return signer
        return replace(signer, sign=self._remembering(signer.sign))

    def _remembering(self, sign: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        def sign_once(message: bytes) -> bytes:
            digest = sha256(message).hexdigest()
            if digest not in self._signatures:
                self._signatures[digest] = base64.b64encode(sign(message)).decode()
            return base64.b64decode(self._signatures[digest])

        return sign_once

    def _path(self, slice_index: int) -> Path:
        return self._folder / f"signatures-{slice_index:05}.json"
