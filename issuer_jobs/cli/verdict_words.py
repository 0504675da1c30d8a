"""What the codes of a report mean to the person who reads it, and what to do."""

from collections.abc import Mapping

from credential_core.formats.smart_health_card.findings import Finding
from credential_core.report import CheckName, Outcome

UNKNOWN_CAUSE = "The check did not come to a result."

FORMATS: Mapping[str, str] = {
    "vc2": "W3C credential (VC 2.0) of this system",
    "w3c-vc": "W3C verifiable credential",
    "w3c-vp": "W3C verifiable presentation",
    "divoc": "DIVOC / Co-WIN certificate",
    "hcert": "HCERT (EU or WHO certificate)",
    "eu-dcc": "EU Digital COVID Certificate",
    "who-ddcc": "WHO Digital Documentation of COVID-19 Certificate",
    "icvp": "WHO International Certificate of Vaccination or Prophylaxis",
    "smart-health-card": "SMART Health Card",
    "smart-health-link": "SMART Health Link",
    "fhir-bundle": "FHIR bundle",
}
"""Names of the wire formats."""

_NO_CERTIFICATE = {
    "not_recognised": "This is not the text or code of a health certificate.",
    "json": "This text is not a certificate.",
    "json_not_object": "This text is not a certificate.",
    "not_a_credential": "This document is not a certificate.",
    "zip": "This code does not hold a certificate.",
    "zip_entry": "This code does not hold a certificate.",
    "text_too_large": "This is too long for a certificate.",
    "not_signed": "This health record is signed by nobody: it proves nothing.",
}

_NOT_READ = {
    "container_unreadable": "Nothing could be read from this file. That says nothing about the certificate in it.",
    "row_unreadable": "Nothing could be read from this row. That says nothing about the certificate in it.",
    "unknown_context": "This version does not know this kind of certificate.",
    "inline_context": "The certificate brings its own vocabulary, which this version does not judge.",
    "unknown_type": "This version does not know this kind of certificate.",
    "presentation": "This presentation holds several credentials. Give each one by itself.",
    "enveloped_credential": "The credential is inside an envelope (JWT or COSE) that this version does not open.",
    "hcert_version": "This certificate is of a later version than this version of divoc reads.",
    "hcert_contents_unknown": "This version does not know what this certificate is about.",
    "health_link_not_read": "The certificate only links to a health record, which was not read.",
}

_LINKS = {
    "link_needs_fetch": "This is a link to a health record. Use --fetch to get the record and check it.",
    "link_needs_passcode": "This link needs a passcode. Open it in a health app or its web viewer, save the"
    " .smart-health-card file, and check that.",
    "link_needs_manifest": "This link's server must be asked for its files. Open it in a health app or its web viewer,"
    " save the .smart-health-card file, and check that.",
    "link_expired": "This link has ended. Ask whoever gave it for a new one.",
    "link_version_newer": "This link is of a later version than this version of divoc reads.",
    "link_address_not_https": "This link's address is not https, so it is not opened.",
    "link_surrounding_whitespace": "There is whitespace around the link.",
    "link_viewer": "The address before the link is not https.",
    "link_not_minified": "The link is written with needless whitespace.",
    "link_address_too_long": "The link's address is longer than 128 characters.",
    "link_address_guessable": "The link's address could be guessed: it is shorter than it must be.",
    "link_expiry": "When the link ends cannot be read.",
    "link_flag_order": "The link's flags are not in order.",
    "link_label": "The link's label is not a text of at most 80 characters.",
}

_SIGNER = {
    "no_trust_list": "There is no trust data. Give the published folder with --trust, or in DIVOC_TRUST.",
    "trust_list_stale": "The trust data are out of date. Fetch the public folder or import the trust source again.",
    "issuer_unknown": "Signed by an issuer that is not on the trust list.",
    "key_unknown": "Signed with a key that is not on the trust list.",
    "no_key": "The key that would check the signature is not on the trust list.",
    "no_signature": "The certificate carries no signature that this version can check.",
    "cryptosuite_unsupported": "The certificate is signed in a way that this version cannot check.",
    "proof_not_checked": "One of several signatures could not be checked.",
    "signature_mismatch": "The certificate has been altered: its signature does not fit.",
    "algorithm_unsupported": "The certificate is signed in a way that cannot be checked here.",
    "algorithm_mismatch": "The issuer's key is not for the kind of signature that the certificate carries.",
    "key_not_for_subject": "The issuer's key may not sign certificates of this kind.",
    "key_not_valid_then": "The issuer's key was not in use when this was signed.",
    "key_revoked": "The issuer had withdrawn its key before this was signed.",
    "key_expired": "The issuer's key has expired.",
    "issued_outside_key_period": "The certificate's period is not within that of the issuer's key.",
    "proof_missing": "The certificate is not signed.",
}

_PERIOD_AND_STATUS = {
    "clock_is_wrong": "The clock is before the trust list's date. Set it (or --at), then check again.",
    "not_yet_valid": "The certificate is not valid yet.",
    "expired": "The certificate has expired.",
    "revoked": "The issuer has withdrawn this certificate.",
    "suspended": "The issuer has suspended this certificate.",
    "issuer_publishes_no_status": "This issuer does not publish which certificates it has withdrawn.",
    "status_entry_missing": "The certificate does not say where its withdrawal would be published.",
    "cwt_status": "What the certificate says about its withdrawal cannot be read.",
    "status_list_unavailable": "The issuer's list of withdrawn certificates is missing. Fetch the public folder again.",
    "status_list_stale": "The issuer's list of withdrawn certificates is out of date. Fetch the public folder again.",
    "status_list_rolled_back": "The list of withdrawn certificates is older than the one announced.",
    "status_list_signature": "The list of withdrawn certificates is not authentic.",
    "status_list_malformed": "The list of withdrawn certificates is damaged.",
    "status_list_foreign": "The certificate names a list that its issuer does not publish.",
    "status_index_out_of_range": "The list of withdrawn certificates does not cover this certificate.",
}

_STATEMENTS = {
    "certificate_id": "The certificate's number is wrong.",
    "certificate_id_mismatch": "The certificate's number is not the one that was signed.",
    "dose_numbers": "The numbers of the doses make no sense.",
    "dose_order": "The order of the doses makes no sense.",
    "effective_dates": "The dates from and until which it counts contradict each other.",
    "vaccinated_after_issuance": "The vaccination is dated after the certificate.",
    "vaccinated_before_birth": "The vaccination is dated before the birth.",
    "tested_after_issuance": "The test is dated after the certificate.",
    "tested_before_birth": "The test is dated before the birth.",
    "date_unreadable": "A date in the certificate can be read only by its issuer.",
    "object_twice": "Two parts of the certificate have one name, so the signature does not tell which says what.",
    "dropped_term": "The certificate holds statements that its signature does not cover.",
    "fields_exchanged": "Values were exchanged between fields, which this kind of signature does not notice.",
    "bound_only_as_a_set": "Some values could be exchanged without breaking the signature, so they prove nothing.",
    "person_not_signed": "The person's details are not signed.",
    "issuer_not_signed": "The issuer's name is not signed, and is not the one that this issuer uses.",
    "other_statement_not_read": "The certificate holds a further statement, which was not read.",
    "expiry_missing": "The certificate does not say until when it is valid.",
    "product_unknown": "The vaccine is not in the catalogue of products.",
    "unknown_vaccine": "The vaccine is not in the EU's code list.",
    "unknown_prophylaxis": "The kind of vaccine is not in the EU's code list.",
    "unknown_manufacturer": "The manufacturer is not in the EU's code list.",
    "unknown_disease": "The disease is not in the EU's code list.",
    "unknown_country": "The country is not in the EU's code list.",
    "unknown_test_type": "The kind of test is not in the EU's code list.",
    "unknown_test_device": "The test device is not in the EU's code list.",
    "unknown_test_result": "The result is not in the EU's code list.",
    "uvci_check_character": "The certificate's number has a wrong check character.",
    "icvp_before_in_force": "The certificate is dated before this kind of certificate existed.",
    "icvp_version_unknown": "The certificate is of a version that this version of divoc does not know.",
}

CAUSES: Mapping[str, str] = (
    {finding.code: f"SMART Health Card: {finding.meaning}." for finding in Finding}
    | _NO_CERTIFICATE
    | _NOT_READ
    | _LINKS
    | _SIGNER
    | _PERIOD_AND_STATUS
    | _STATEMENTS
)
"""Sentences for codes; a check's code that is not here is explained by its check."""

CHECKS: Mapping[tuple[CheckName, Outcome], str] = {
    (CheckName.TEXT, Outcome.FAILED): "This text cannot be read.",
    (CheckName.ENCODING, Outcome.FAILED): "The code is damaged.",
    (CheckName.COMPRESSION, Outcome.FAILED): "The content of the code is damaged.",
    (CheckName.STRUCTURE, Outcome.FAILED): "The document is damaged.",
    (CheckName.SCHEMA, Outcome.FAILED): "The document is not a certificate in the expected form.",
    (CheckName.CONSISTENCY, Outcome.FAILED): "The statements in it contradict each other.",
    (CheckName.TRUST, Outcome.FAILED): "The issuer is not trusted.",
    (CheckName.SIGNATURE, Outcome.FAILED): "The certificate has been altered: its signature does not fit.",
    (CheckName.KEY_USAGE, Outcome.FAILED): "It was signed with a key that had no right to.",
    (CheckName.VALIDITY_PERIOD, Outcome.FAILED): "It is not in force.",
    (CheckName.STATUS, Outcome.FAILED): "It has been withdrawn.",
    (CheckName.TEXT, Outcome.UNKNOWN): "This version cannot read this kind of text.",
    (CheckName.ENCODING, Outcome.UNKNOWN): "This version cannot read this kind of code.",
    (CheckName.COMPRESSION, Outcome.UNKNOWN): "This version cannot read this kind of code.",
    (CheckName.STRUCTURE, Outcome.UNKNOWN): "This version cannot read this kind of document.",
    (CheckName.SCHEMA, Outcome.UNKNOWN): "This version does not know this kind of certificate.",
    (CheckName.CONSISTENCY, Outcome.UNKNOWN): "It could not be checked whether its statements fit together.",
    (CheckName.TRUST, Outcome.UNKNOWN): "The issuer could not be checked.",
    (CheckName.SIGNATURE, Outcome.UNKNOWN): "The signature could not be checked.",
    (CheckName.KEY_USAGE, Outcome.UNKNOWN): "The issuer's right to sign could not be checked.",
    (CheckName.VALIDITY_PERIOD, Outcome.UNKNOWN): "The period of validity could not be checked.",
    (CheckName.STATUS, Outcome.UNKNOWN): "It could not be checked whether it has been withdrawn.",
}
"""What to say of a check whose code has no sentence of its own."""
