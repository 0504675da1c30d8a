"""Every ceiling that input from outside meets, with its reason beside it."""

# One QR symbol holds at most 2,953 bytes (ISO/IEC 18004, 40-L, byte mode); files may hold
# several earlier doses and whitespace, so text is allowed to be larger than any symbol.
MAX_PAYLOAD_BYTES = 262_144

# A vaccination credential is about 2 KB of JSON; 64 KiB leaves room and stops a deflate bomb
# (one 40-L symbol could otherwise expand to about 2.9 MB, 1029:1).
MAX_INFLATED_BYTES = 65_536

# Our deepest document nests 6 levels; the JSON parser recurses once per level.
MAX_JSON_DEPTH = 16

# Names of 200 characters and addresses of 500 fit; longer text is nobody's name.
MAX_TEXT_CHARACTERS = 500

# Hash N-Degree Quads is exponential on hostile graphs ("poison graphs"); honest certificates need
# hardly any of it. The limit is in quads and labels looked at, so it does not depend on the clock:
# the hardest graph of the W3C's suite takes 4,260, and the limit is met within 0.2 seconds.
MAX_RDFC_WORK = 60_000

# Labels tried for nodes that look alike; each costs a level of recursion, 3 frames of Python's 1,000.
MAX_RDFC_LABELS = 128

# A credential with 20 earlier doses has about 500 quads.
MAX_RDF_QUADS = 5_000

# 131,072 entries are the minimum of Bitstring Status List §2.2 and our list size: herd privacy
# at 16 KiB. Foreign lists may be larger; 16 Mi entries (2 MiB) are the most we inflate.
STATUS_LIST_ENTRIES = 131_072
MAX_STATUS_LIST_BYTES = 2_097_152
MAX_STATUS_DOCUMENT_BYTES = 4_194_304

# A trust list of 200 countries with 20 keys each is below 2 MB.
MAX_TRUST_LIST_BYTES = 8_388_608

# The device's clock may be this far before the time at which the trust list was issued.
MAX_CLOCK_SKEW_SECONDS = 86_400

# A certificate made this moment is not in the future for a telephone whose clock is a little slow.
MAX_SIGNING_SKEW_SECONDS = 300

# NIST SP 800-131A: shorter RSA keys are not believed; the longest in use for certificates have 4,096 bits.
MIN_RSA_BITS = 2_048
MAX_RSA_KEY_BYTES = 1_100

# One QR symbol holds at most 4,296 alphanumeric characters (ISO/IEC 18004, 40-L), and HCERT texts travel in one.
MAX_HCERT_CHARACTERS = 4_296

# An EU certificate nests 5 levels, a DDCC 6; the reader recurses once per level.
MAX_CBOR_DEPTH = 16

# Signer certificates (X.509 in DER) have 400 to 2,141 bytes in the lists of the EU and the WHO.
MAX_X509_BYTES = 16_384

# Expansion of JSON-LD takes up to 0.2 ms per value and 2 ms per context; a credential with 20 earlier doses has about
# 700 values, and credentials in use have up to six contexts.
MAX_JSON_LD_VALUES = 5_000
MAX_CONTEXTS = 16

# What the EU's schemas have patterns for (versions, dates, names of 80 characters, countries) is shorter.
MAX_PATTERN_CHARACTERS = 128

# A SMART Health Card in a QR code inflates to less than 20 KB; the patient summaries that travel in files, to 70 KB.
MAX_CARD_BYTES = 262_144

# 50 QR codes of 1,191 characters hold more than a card of MAX_CARD_BYTES needs; nobody scans as many.
MAX_CARD_CHUNKS = 50

# Cards in one file or scan: a family's folder has a dozen, and each costs a verification.
MAX_CARDS = 64

# Signers of one document: the W3C's examples have four. Each costs a canonicalisation.
MAX_PROOFS = 4

# DIDs of the method `did:jwk` spell out an RSA key; other addresses in credentials are below 300 characters.
MAX_IRI_CHARACTERS = 2_048

# DID documents of issuers have a handful of keys; the WHO's list of all countries' keys has some 2,000.
MAX_DID_KEYS = 10_000

# The file behind a SMART Health Link, encrypted or not: what is larger than a card or a summary is not judged anyway.
MAX_LINK_FILE_BYTES = 4_194_304

# The specification allows 128 characters in a link's address; some servers' signed addresses are longer.
MAX_LINK_ADDRESS_CHARACTERS = 2_048

# Credentials that one person shows together; each costs a verification.
MAX_PRESENTED_CREDENTIALS = 64

# Status lists that one credential has a place in: ours have two, of the W3C's examples none has more; each is opened.
MAX_STATUS_ENTRIES = 16
