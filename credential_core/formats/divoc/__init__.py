"""Certificates of DIVOC and its national installations (Co-WIN, Sri Lanka, Philippines, Jamaica, Indonesia, ICMR).

W3C credentials of 2021 with `RsaSignature2018` or `Ed25519Signature2018`, in contexts that give several terms one
predicate: what a signature covers is a set of values, and `exchanges` finds out whether it can have one reading only.
"""
