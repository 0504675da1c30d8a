"""What the codes of a report mean to the person who reads it, and what to do."""

from collections.abc import Mapping

from credential_core.report import CheckName, Outcome

UNKNOWN_CAUSE = "The check did not come to a result."

CAUSES: Mapping[str, str] = {
    "container_unreadable": "Nothing could be read from this file. That says nothing about the certificate in it.",
    "not_recognised": "This is not the text or code of a health certificate.",
    "json": "This text is not a certificate.",
    "json_not_object": "This text is not a certificate.",
    "not_a_credential": "This document is not a certificate.",
    "zip": "This code does not hold a certificate.",
    "zip_entry": "This code does not hold a certificate.",
    "text_too_large": "This is too long for a certificate.",
    "format_unsupported": "This is a health certificate of a kind that this version does not read yet.",
    "unknown_context": "This version does not know this kind of certificate.",
    "no_trust_list": "There is no trust data. Give the published folder with --trust, or in DIVOC_TRUST.",
    "trust_list_stale": "The trust data are out of date. Fetch the public folder again.",
    "issuer_unknown": "Signed by an issuer that is not on the trust list.",
    "key_unknown": "Signed with a key that is not on the trust list.",
    "signature_mismatch": "The certificate has been altered: its signature does not fit.",
    "key_not_for_vaccination": "The issuer's key may not sign vaccination certificates.",
    "key_not_valid_then": "The issuer's key was not in use when this was signed.",
    "key_revoked": "The issuer had withdrawn its key before this was signed.",
    "clock_is_wrong": "The clock is before the trust list's date. Set it (or --at), then check again.",
    "not_yet_valid": "The certificate is not valid yet.",
    "expired": "The certificate has expired.",
    "revoked": "The issuer has withdrawn this certificate.",
    "suspended": "The issuer has suspended this certificate.",
    "issuer_publishes_no_status": "This issuer does not publish which certificates it has withdrawn.",
    "status_entry_missing": "The certificate does not say where its withdrawal would be published.",
    "status_list_unavailable": "The issuer's list of withdrawn certificates is missing. Fetch the public folder again.",
    "status_list_stale": "The issuer's list of withdrawn certificates is out of date. Fetch the public folder again.",
    "status_list_rolled_back": "The list of withdrawn certificates is older than the one announced.",
    "status_list_signature": "The list of withdrawn certificates is not authentic.",
    "status_list_malformed": "The list of withdrawn certificates is damaged.",
    "status_list_foreign": "The certificate names a list that its issuer does not publish.",
    "status_index_out_of_range": "The list of withdrawn certificates does not cover this certificate.",
    "certificate_id": "The certificate's number is wrong.",
    "dose_numbers": "The numbers of the doses make no sense.",
    "vaccinated_after_issuance": "The vaccination is dated after the certificate.",
    "vaccinated_before_birth": "The vaccination is dated before the birth.",
}
"""Sentences for codes; a code that is not here is explained by its check."""

CHECKS: Mapping[tuple[CheckName, Outcome], str] = {
    (CheckName.TEXT, Outcome.FAILED): "This text cannot be read.",
    (CheckName.COMPRESSION, Outcome.FAILED): "The content of the code is damaged.",
    (CheckName.STRUCTURE, Outcome.FAILED): "The document is damaged.",
    (CheckName.SCHEMA, Outcome.FAILED): "The document is not a certificate in the expected form.",
    (CheckName.CONSISTENCY, Outcome.FAILED): "The statements in it contradict each other.",
    (CheckName.SIGNATURE, Outcome.FAILED): "The certificate has been altered: its signature does not fit.",
    (CheckName.STATUS, Outcome.UNKNOWN): "It could not be checked whether it has been withdrawn.",
}
