"""What can be wrong with a SMART Health Card: one table of codes with their severity.

The numbers are those of the reference validator (smart-on-fhir/health-cards-dev-tools, `ErrorCode`), 136 with the
invariants of the implementation guide HL7/fhir-shc-vaccination-ig. Severities are a verifier's: what wastes space or
breaks a "should" is a warning even where the reference counts an error; what changes the meaning, or leaves it open,
is an error.
"""

from dataclasses import dataclass, field
from enum import Enum, unique

from credential_core.errors import Fact, MalformedInputError

_MAX_WHERE_CHARACTERS = 120  # a path may contain member names from the document


class Severity(Enum):
    """What a finding means for the card."""

    WARNING = "warning"
    ERROR = "error"
    INCOMPLETE = "incomplete"  # more of it must be shown before anything can be told


_W, _E, _I = Severity.WARNING, Severity.ERROR, Severity.INCOMPLETE


@unique
class Finding(Enum):
    """Number, severity and meaning of everything that can be found."""

    BUNDLE_MISSING = 103, _E, "no FHIR bundle, or one without entries"
    MEMBER_MISSING = 104, _E, "a claim of the payload is missing"
    MEMBER_TYPE = 104, _E, "a claim of the payload has the wrong type or is out of range"
    NO_HEALTH_CARD_TYPE = 104, _E, "`vc.type` lacks `https://smarthealth.cards#health-card`"
    TYPE_DISAGREES = 104, _W, "the types for content are given and disagree with the content"
    TYPE_NOT_KNOWN = 104, _W, "a type that the vocabulary does not have"
    TYPE_NOT_NEEDED = 104, _W, "`VerifiableCredential` or `@context`, which are implied"
    FHIR_VERSION = 104, _W, "another FHIR version than 4.0"
    RESOURCE_MISSING = 105, _E, "an entry without a resource, or one without its type"
    FULL_URL_TWICE = 105, _E, "two entries with the same `fullUrl`"
    STATUS_NOT_COMPLETED = 105, _E, "an immunisation that was not given"
    OCCURRENCE = 105, _E, "an immunisation without its date, or with two"
    VACCINE_CODE = 105, _E, "an immunisation without a vaccine"
    TEST_CODE = 105, _E, "an observation without a code"
    PATIENT = 105, _E, "no patient, several, or one without a name"
    OTHER_PATIENT = 105, _E, "an event of somebody else"
    MODIFIER = 105, _E, "`modifierExtension` or `implicitRules`, which may change the meaning of everything around them"
    FULL_URL = 105, _W, "`fullUrl` is not `resource:N`"
    REFERENCE = 105, _W, "a reference is not `resource:N`"
    REFERENCE_UNRESOLVED = 105, _W, "a reference to nothing in the bundle"
    RESOURCE_ID = 105, _W, "a resource with an id"
    RESOURCE_META = 105, _W, "`meta` with other members than `security`"
    RESOURCE_TEXT = 105, _W, "a resource with a narrative"
    CONCEPT_TEXT = 105, _W, "a CodeableConcept with text"
    CODING_DISPLAY = 105, _W, "a Coding with display"
    ELEMENT_EMPTY = 105, _W, "an empty string, array or object"
    ELEMENT_UNKNOWN = 105, _W, "an element that FHIR does not define here"
    ELEMENT_TYPE = 105, _W, "an element of the wrong type or form"
    ELEMENT_MISSING = 105, _W, "an element that FHIR demands is missing"
    ZLIB_WRAPPED = 106, _E, "zlib data instead of raw DEFLATE"
    NOT_COMPRESSED = 106, _E, "the payload is not compressed"
    HEADER_FORM = 107, _E, "the header is not a JSON object"
    HEADER_ALGORITHM = 107, _E, "`alg` is not ES256"
    HEADER_COMPRESSION = 107, _E, "`zip` is not DEF"
    HEADER_KEY_ID = 107, _E, "`kid` is missing or no text"
    HEADER_FORBIDDEN = 107, _E, "a header that brings its own key or rules: `jku`, `jwk`, `x5u`, `x5c`, `crit`, `b64`"
    HEADER_UNKNOWN = 107, _W, "a header that cards do not have"
    SIGNATURE_DER = 112, _E, "the signature is in ASN.1 DER, not r || s"
    SIGNATURE_LENGTH = 112, _E, "the signature does not have 64 bytes"
    ISSUER_NOT_HTTPS = 119, _E, "`iss` is not an https address"
    ISSUER_TRAILING_SLASH = 119, _E, "`iss` ends with /"
    NEEDLESS_CHUNKS = 120, _W, "split although it fits into one QR code"
    NUMERIC_FORM = 121, _E, "not digits, an odd number of them, or a pair above 77"
    QR_TOO_LARGE = 121, _W, "more characters than the specification allows in one QR code"
    QR_HEADER = 123, _E, "not `shc:/`, or an index out of range"
    SINGLE_CHUNK = 123, _W, "`shc:/1/1/` instead of `shc:/`"
    CHUNKS_MIXED = 123, _I, "QR codes of several cards; show those of one"
    CHUNK_MISSING = 124, _I, "a QR code of the card is missing"
    QR_CHUNKING_DEPRECATED = 125, _W, "a card in several QR codes (deprecated in December 2022)"
    UNBALANCED_CHUNKS = 126, _W, "QR codes of unequal size"
    NOT_A_JWS = 129, _E, "not three parts of base64url"
    PAYLOAD_FORM = 129, _E, "the payload is not a JSON object"
    PAYLOAD_TEXT = 129, _E, "the payload is a text that contains JSON"
    REVOCATION_ID = 130, _E, "`rid` has other characters than base64url, or more than 24"
    JWS_TOO_LONG = 131, _W, "too long for one QR code"
    SURROUNDING_WHITESPACE = 133, _W, "whitespace around it"
    BYTE_ORDER_MARK = 133, _W, "it begins with a byte order mark"
    NBF_MILLISECONDS = 134, _E, "`nbf` is in milliseconds"
    EXP_MILLISECONDS = 135, _W, "`exp` is in milliseconds, and read as such"
    EXP_BEFORE_NBF = 135, _E, "it ends before it begins"
    NO_VACCINE = 136, _E, "CVX 998: no vaccine was given"
    VC_BUNDLE_LAB_STATUS_COMPLETE = 136, _E, "a result that is not final, amended or corrected"
    VC_NAME_INVARIANT = 136, _W, "a name is family and given, or text"
    VC_POLYMORPHIC_DATE_INVARIANT = 136, _W, "a date of vaccination is a day, without a time"
    VC_SHALL_BE_TRUE_IF_POPULATED_INVARIANT = 136, _W, "`isSubpotent` other than true"
    VC_SHOULD_BE_UNDER_30_CHARS = 136, _W, "a performer's name of 30 characters or more"
    VC_SHOULD_BE_UNDER_20_CHARS = 136, _W, "a lot number or result of 20 characters or more"
    VC_SHOULD_NOT_INCLUDE_STRING_LOT = 136, _W, "a lot number with the word lot"
    VC_SHOULD_BE_OMITTED = 136, _W, "a bundle with an id"
    VC_SHOULD_BE_OMITTED_PRIVACY = 136, _W, "a patient's contact or address"
    VC_SHALL_BE_RESOURCE_URI = 136, _W, "`fullUrl` is not `resource:N`"
    VC_OBSERVATION_QUANTITY_SHOULD_HAVE_RANGE = 136, _W, "a quantity without its reference range"
    VC_OBSERVATION_RANGE_ONLY_QUANTITY_OR_STRING = 136, _W, "a reference range for a coded result"
    SHALL_USE_KNOWN_VACCINE_MANUFACTURER_CODE_SYSTEM = 136, _W, "a manufacturer in another system than MVX or GLN"
    USE_ONLY_IF_REQUIRED_BY_LAW = 136, _W, "a gender"
    VACCINE_CODE_SYSTEM = 136, _W, "a vaccine in another system than CVX, SNOMED CT or ICD-11, or twice in one"
    VACCINE_CODE_NOT_KNOWN = 136, _W, "a CVX code that the list does not have"
    IDENTITY_ASSURANCE_LEVEL = 136, _W, "another identity assurance level than IAL1.2, IAL1.4, IAL2 and IAL3"
    DOSE_SUBPOTENT = 136, _W, "a dose of less than full strength"
    NOT_MINIMAL = 136, _W, "an element that the profiles for minimal data do not allow"
    PROFILE_INCOMPLETE = 136, _W, "an element that the profiles demand is missing"
    ENTRY_NOT_ALLOWED = 136, _W, "a resource that the profiles do not allow beside the event"
    RESULT_NOT_READABLE = 136, _W, "an observation without one value and one date that can be shown"

    def __init__(self, number: int, severity: Severity, meaning: str) -> None:
        self.number = number
        self.severity = severity
        self.meaning = meaning

    @property
    def code(self) -> str:
        """The stable code, such as `shc_125_qr_chunking_deprecated`."""
        return f"shc_{self.number}_{self.name.lower()}"

    def refusal(self, **facts: Fact) -> MalformedInputError:
        """The error that ends the reading."""
        return MalformedInputError(self.code, **facts)


SEVERAL_CARDS = "several_cards"
"""The code of a file with several cards that was not taken apart: each is judged by itself."""

_INCOMPLETE = {finding.code for finding in Finding if finding.severity is Severity.INCOMPLETE} | {SEVERAL_CARDS}


def is_incomplete(error: MalformedInputError) -> bool:
    """Whether a refusal only means that more, or less, must be shown."""
    return error.code in _INCOMPLETE


@dataclass(slots=True)
class Findings:
    """What was found so far, each with its place in the document."""

    found: list[tuple[Finding, str]] = field(default_factory=list)

    def note(self, finding: Finding, where: str = "") -> None:
        """Remember a finding that does not end the reading."""
        self.found.append((finding, where[:_MAX_WHERE_CHARACTERS]))

    def warnings(self) -> list[str]:
        """The codes of all warnings, each once."""
        return list(dict.fromkeys(one.code for one, _ in self.found if one.severity is Severity.WARNING))

    def error(self) -> MalformedInputError | None:
        """The first error, with its place and with the codes of the others."""
        errors = [(finding, where) for finding, where in self.found if finding.severity is Severity.ERROR]
        if not errors:
            return None
        first, where = errors[0]
        others = dict.fromkeys(finding.code for finding, _ in errors if finding is not first)
        facts = {"where": where, "also": ", ".join(others)}
        return first.refusal(**{name: value for name, value in facts.items() if value})
