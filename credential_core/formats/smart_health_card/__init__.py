"""SMART Health Cards (HL7, VCI 1.4.0): text, JWS, payload and FHIR bundle, read without trusting them."""
