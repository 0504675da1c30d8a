"""Places, facilities and vaccinators in India: real towns, invented facilities and staff."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A town with its district, state and a postal code, where the country has them."""

    city: str
    district: str
    state: str
    postal_code: str | None


def places(text: str) -> tuple[Place, ...]:
    """Places line by line: town | district | state | postal code."""
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    return tuple(Place(city, district, state, code or None) for city, district, state, code in lines)


PLACES: Final = places("""
    Koramangala | Bengaluru Urban | Karnataka | 560034
    Mysuru | Mysuru | Karnataka | 570001
    Pune | Pune | Maharashtra | 411001
    Nagpur | Nagpur | Maharashtra | 440001
    Chennai | Chennai | Tamil Nadu | 600001
    Madurai | Madurai | Tamil Nadu | 625001
    Kolkata | Kolkata | West Bengal | 700001
    Siliguri | Darjeeling | West Bengal | 734001
    Hyderabad | Hyderabad | Telangana | 500001
    Warangal | Warangal | Telangana | 506002
    Vijayawada | NTR | Andhra Pradesh | 520001
    Kochi | Ernakulam | Kerala | 682001
    Kozhikode | Kozhikode | Kerala | 673001
    Jaipur | Jaipur | Rajasthan | 302001
    Udaipur | Udaipur | Rajasthan | 313001
    Lucknow | Lucknow | Uttar Pradesh | 226001
    Varanasi | Varanasi | Uttar Pradesh | 221001
    Patna | Patna | Bihar | 800001
    Guwahati | Kamrup Metropolitan | Assam | 781001
    Bhubaneswar | Khordha | Odisha | 751001
    Amritsar | Amritsar | Punjab | 143001
    Srinagar | Srinagar | Jammu and Kashmir | 190001
    Ahmedabad | Ahmedabad | Gujarat | 380001
    Panaji | North Goa | Goa | 403001
""")

FACILITY_KINDS: Final = (
    "Government General Hospital",
    "Urban Primary Health Centre",
    "Community Health Centre",
    "Railway Hospital",
    "Mobile Vaccination Unit",
)

STREETS: Final = ("Station Road", "Temple Street", "Market Road", "Lake View Road", "2nd Cross", "Gandhi Marg")

VACCINATORS: Final = (
    "Sooraj Singh",
    "Anita Thomas",
    "Mohammed Rafi",
    "Kavya Hegde",
    "Rina Das",
    "Gopal Reddy",
    "Shalini Nair",
    "Harpreet Kaur",
    "Deepak Joshi",
    "Selvi Murugan",
    "Farah Khan",
    "Biju Varghese",
)
