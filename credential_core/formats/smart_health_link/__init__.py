"""SMART Health Links (HL7): the link and its encrypted file, read without trusting them."""
