"""The FHIR R4 types that cards use (hl7.org/fhir/R4): for each, its elements and their types.

`*` after a type means a list, `!` that the element is required. What a table does not name, such as the resources of a
patient summary, is not checked element by element.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_YEAR = r"[0-9]{4}"
_DAY = rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

PATTERNS: Mapping[str, re.Pattern[str]] = {
    "string": re.compile(r"[ \r\n\t\S]+\Z"),
    "xhtml": re.compile(r"[ \r\n\t\S]+\Z"),
    "uri": re.compile(r"\S+\Z"),
    "code": re.compile(r"[^\s]+( [^\s]+)*\Z"),
    "id": re.compile(r"[A-Za-z0-9.-]{1,64}\Z"),
    "date": re.compile(rf"({_YEAR}(-(0[1-9]|1[0-2]))?|{_DAY})\Z"),
    "dateTime": re.compile(rf"({_YEAR}(-(0[1-9]|1[0-2]))?|{_DAY}({_TIME}{_ZONE})?)\Z"),
    "instant": re.compile(rf"{_DAY}{_TIME}{_ZONE}\Z"),
    "time": re.compile(rf"{_TIME[1:]}\Z"),
}
"""Of the primitive types that are JSON strings."""

NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
BOOLEAN = "boolean"
ANY = "any"

_ELEMENT = "id:string extension:any*"
_BACKBONE = f"{_ELEMENT} modifierExtension:any*"
_RESOURCE = "resourceType:code! id:id meta:Meta implicitRules:uri language:code"
_DOMAIN_RESOURCE = f"{_RESOURCE} text:Narrative contained:any* extension:any* modifierExtension:any*"
_VALUE = (
    "valueQuantity:Quantity valueCodeableConcept:CodeableConcept valueString:string valueBoolean:boolean"
    " valueInteger:integer valueRange:Range valueRatio:Ratio valueSampledData:any valueTime:time valueDateTime:dateTime"
    " valuePeriod:Period"
)

_TABLE = {
    "Bundle": f"{_RESOURCE} identifier:Identifier type:code! timestamp:instant total:unsignedInt link:any* entry:any*"
    " signature:any",
    "Patient": f"{_DOMAIN_RESOURCE} identifier:Identifier* active:boolean name:HumanName* telecom:ContactPoint*"
    " gender:code birthDate:date deceasedBoolean:boolean deceasedDateTime:dateTime address:Address*"
    " maritalStatus:CodeableConcept multipleBirthBoolean:boolean multipleBirthInteger:integer photo:any* contact:any*"
    " communication:any* generalPractitioner:Reference* managingOrganization:Reference link:any*",
    "Immunization": f"{_DOMAIN_RESOURCE} identifier:Identifier* status:code! statusReason:CodeableConcept"
    " vaccineCode:CodeableConcept! patient:Reference! encounter:Reference occurrenceDateTime:dateTime"
    " occurrenceString:string recorded:dateTime primarySource:boolean reportOrigin:CodeableConcept location:Reference"
    " manufacturer:Reference lotNumber:string expirationDate:date site:CodeableConcept route:CodeableConcept"
    " doseQuantity:Quantity performer:ImmunizationPerformer* note:any* reasonCode:CodeableConcept*"
    " reasonReference:Reference* isSubpotent:boolean subpotentReason:CodeableConcept* education:any*"
    " programEligibility:CodeableConcept* fundingSource:CodeableConcept reaction:any* protocolApplied:any*",
    "ImmunizationPerformer": f"{_BACKBONE} function:CodeableConcept actor:Reference!",
    "Observation": f"{_DOMAIN_RESOURCE} identifier:Identifier* basedOn:Reference* partOf:Reference* status:code!"
    " category:CodeableConcept* code:CodeableConcept! subject:Reference focus:Reference* encounter:Reference"
    " effectiveDateTime:dateTime effectivePeriod:Period effectiveTiming:any effectiveInstant:instant issued:instant"
    f" performer:Reference* {_VALUE} dataAbsentReason:CodeableConcept interpretation:CodeableConcept* note:any*"
    " bodySite:CodeableConcept method:CodeableConcept specimen:Reference device:Reference"
    " referenceRange:ReferenceRange* hasMember:Reference* derivedFrom:Reference* component:ObservationComponent*",
    "ObservationComponent": f"{_BACKBONE} code:CodeableConcept! {_VALUE} dataAbsentReason:CodeableConcept"
    " interpretation:CodeableConcept* referenceRange:ReferenceRange*",
    "ReferenceRange": f"{_BACKBONE} low:Quantity high:Quantity type:CodeableConcept appliesTo:CodeableConcept*"
    " age:Range text:string",
    "Meta": f"{_ELEMENT} versionId:id lastUpdated:instant source:uri profile:uri* security:Coding* tag:Coding*",
    "Narrative": f"{_ELEMENT} status:code! div:xhtml!",
    "CodeableConcept": f"{_ELEMENT} coding:Coding* text:string",
    "Coding": f"{_ELEMENT} system:uri version:string code:code display:string userSelected:boolean",
    "Reference": f"{_ELEMENT} reference:string type:uri identifier:Identifier display:string",
    "Identifier": f"{_ELEMENT} use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference",
    "HumanName": f"{_ELEMENT} use:code text:string family:string given:string* prefix:string* suffix:string*"
    " period:Period",
    "ContactPoint": f"{_ELEMENT} system:code value:string use:code rank:positiveInt period:Period",
    "Address": f"{_ELEMENT} use:code type:code text:string line:string* city:string district:string state:string"
    " postalCode:string country:string period:Period",
    "Quantity": f"{_ELEMENT} value:decimal comparator:code unit:string system:uri code:code",
    "Range": f"{_ELEMENT} low:Quantity high:Quantity",
    "Ratio": f"{_ELEMENT} numerator:Quantity denominator:Quantity",
    "Period": f"{_ELEMENT} start:dateTime end:dateTime",
}


@dataclass(frozen=True, slots=True)
class ElementType:
    """The type of one element of a complex type."""

    name: str
    is_list: bool
    is_required: bool


def _element(text: str) -> tuple[str, ElementType]:
    name, _, kind = text.partition(":")
    return name, ElementType(kind.rstrip("*!"), is_list="*" in kind, is_required=kind.endswith("!"))


COMPLEX_TYPES: Mapping[str, Mapping[str, ElementType]] = {
    name: dict(map(_element, elements.split())) for name, elements in _TABLE.items()
}
"""Elements by the name of their complex type or resource."""
