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
