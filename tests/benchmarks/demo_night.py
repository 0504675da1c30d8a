"""What the benches work on: a demo configuration with keys of its own, and a generated sample."""

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from credential_core.claims import Certificate
from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.formats.verifiable_credential.writer import unsecured_document
from credential_core.trust import TrustList
from issuer_jobs.configuration import load_configuration
from issuer_jobs.exports.judging import Judgement, judge
from issuer_jobs.exports.reading import find_export_files, read_batches
from issuer_jobs.exports.sample.generating import generate_sample
from issuer_jobs.exports.sample.request import SampleRequest
from issuer_jobs.jobs.issue.certificates import CertificateBuilder
from issuer_jobs.jobs.issue.environment import Environment
from issuer_jobs.jobs.issue.preparing import issuance_time
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.planning.identifiers import StatusPositions, expiry_quarter
from issuer_jobs.planning.plan import Plan, StatusRange
from issuer_jobs.publishing.trust_list import trust_entries
from issuer_jobs.signing.credentials import CredentialSigner
from issuer_jobs.signing.keys import initialise_keys
from issuer_jobs.verifying.self_verification import IssuedCredential, SelfVerifier

PROGRAMME = "india-domestic"
NIGHT = date(2026, 11, 20)
_KEYS_MADE_AT = datetime(2026, 11, 19, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DemoNight:
    """Folders of one benchmark: `root/config`, `root/keys`, `root/exports` and one store per run."""

    root: Path

    @property
    def exports(self) -> Path:
        """Where the sample is."""
        return self.root / "exports"

    def environment(self, store: str = "store") -> Environment:
        """The night's environment with a store of that name."""
        return Environment(self.root / "config", self.root / store, PROGRAMME, NIGHT)

    def make(self, rows: int) -> None:
        """Write configuration, keys and a clean sample of `rows` events."""
        config = self.root / "config"
        for name in ("issuers", "programmes"):
            shutil.copytree(data_folder() / name, config / name)
        shutil.copyfile(data_folder() / "divoc.toml", config / "divoc.toml")
        initialise_keys(load_configuration(config), None, _KEYS_MADE_AT)
        environment = self.environment()
        generate_sample(SampleRequest(self.exports, (environment.programme,), (NIGHT,), rows, environment.vaccines))

    def certificates(self, at_once: int) -> Iterator[list[Certificate]]:
        """The claims of all events, in batches of `at_once`, as the job makes them."""
        environment = self.environment()
        builder = _builder(environment)
        judgement = Judgement(environment.programme, environment.vaccines, NIGHT)
        number = 0
        for file in find_export_files(self.exports, environment.programme.id, NIGHT):
            for batch in read_batches(file, environment.programme, at_once):
                events = judge(batch, judgement).events.to_pylist()
                decisions = (_decision(number + place) for place in range(len(events)))
                yield [builder.build(event, decision) for event, decision in zip(events, decisions, strict=True)]
                number += len(events)


def made_apart(root: Path, rows: int) -> DemoNight:
    """A night made in a process of its own, so that the sample's memory is not counted."""
    night = DemoNight(root)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        process.submit(night.make, rows).result()
    return night


def _builder(environment: Environment) -> CertificateBuilder:
    issued_at = issuance_time(NIGHT, environment.programme)
    valid_until = issued_at + timedelta(days=environment.programme.valid_for_days)
    ledger_key = environment.keys.ledger_key()
    plan = Plan(environment.run, 1, PROGRAMME, NIGHT, issued_at, 0, ledger_key.id, None)
    return CertificateBuilder(
        environment.programme,
        environment.vaccines,
        replace(plan, issued_at=issued_at, valid_until=valid_until),
        environment.identifiers,
        StatusPositions(ledger_key.secret, environment.programme.issuer.id, expiry_quarter(valid_until)),
    )


def _decision(number: int) -> dict[str, object]:
    return {"event_key": number.to_bytes(16, "big"), "version": 1, "status_number": number}


class VerifyingSigner:
    """Signs claims as VC 2.0 text and QR payload and checks both, as a worker does for its slices."""

    def __init__(self, environment: Environment) -> None:
        created = issuance_time(NIGHT, environment.programme)
        quarter = expiry_quarter(created + timedelta(days=environment.programme.valid_for_days))
        issuer = environment.programme.issuer.id
        lists = {issuer: dict.fromkeys(StatusRange(issuer, quarter, 0, 1).list_files(), created)}
        trust = TrustList(0, created, created.replace(year=9999), trust_entries(environment.keys, lists))
        self._public_key = environment.signer.public_key
        self._signer = CredentialSigner(environment.resources, environment.signer, created)
        self._verifier = SelfVerifier(environment.resources, trust, created)

    def sign(self, certificate: Certificate, *, in_full: bool) -> IssuedCredential:
        """The signed and self-verified credential; the full verification runs when asked, and on new shapes."""
        document = unsecured_document(certificate)
        signed = self._signer.sign(document)
        qr_payload = encode_divoc_qr(signed.text)
        issued = IssuedCredential(
            certificate, document, signed.signing_input, self._public_key, signed.text, qr_payload
        )
        self._verifier.check(issued, in_full=in_full)
        return issued
