"""Token Status Lists (draft-ietf-oauth-status-list) as CBOR Web Tokens: the status of HCERTs."""
