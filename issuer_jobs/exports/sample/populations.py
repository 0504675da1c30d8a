"""Whom a programme's sample is about: names, places and staff by country."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from issuer_jobs.exports.sample import people_abroad, places_abroad
from issuer_jobs.exports.sample.names import FOREIGN_SCRIPTS, INDIAN_SCRIPTS, Script
from issuer_jobs.exports.sample.places import FACILITY_KINDS, PLACES, STREETS, VACCINATORS, Place

INDIAN_IDENTITIES: Final = ("Aadhaar", "PAN", "Voter", "Driving", "Passport")


@dataclass(frozen=True, slots=True)
class Population:
    """People, places and staff; `identities` are the documents they show, the last one their passport."""

    country: str
    calling_code: str
    scripts: tuple[Script, ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    facility_kinds: tuple[str, ...]
    staff: tuple[str, ...]
    identities: tuple[str, ...] = ("National identity card", "Passport")

    @property
    def with_foreigners(self) -> tuple[Script, ...]:
        """The scripts of travellers: people from farther away too."""
        return (*self.scripts, *FOREIGN_SCRIPTS)


def population_of(country: str) -> Population:
    """The people of a country (ISO 3166-1 alpha-2); India's for a country that has none here."""
    return _POPULATIONS.get(country, _INDIA)


_INDIA: Final = Population("IN", "91", INDIAN_SCRIPTS, PLACES, STREETS, FACILITY_KINDS, VACCINATORS, INDIAN_IDENTITIES)
_ABROAD: Final = (
    Population(
        "AT",
        "43",
        people_abroad.AUSTRIAN,
        places_abroad.AUSTRIAN_PLACES,
        ("Hauptstraße", "Bahnhofstraße", "Lindengasse", "Kirchenplatz"),
        ("Landesklinikum", "Gesundheitszentrum", "Apotheke am Markt"),
        ("Dr. Eva Brandl", "Dr. Paul Aigner", "Mag. Ines Wolf", "Dr. Jörg Pichler"),
    ),
    Population(
        "LK",
        "94",
        people_abroad.SRI_LANKAN,
        places_abroad.SRI_LANKAN_PLACES,
        ("Station Road", "Temple Road", "Lake Road", "Hospital Road"),
        ("Teaching Hospital", "MOH Office", "Base Hospital"),
        ("Dr. Ruwan Silva", "Dr. Malini Sivakumar", "Nurse Anoma Perera", "Dr. Rizwan Marikkar"),
    ),
    Population(
        "PH",
        "63",
        people_abroad.PHILIPPINE,
        places_abroad.PHILIPPINE_PLACES,
        ("Rizal Street", "Mabini Street", "Bonifacio Avenue", "Market Road"),
        ("City Health Office", "Rural Health Unit", "Medical Center"),
        ("Dr. Grace Mendoza", "Dr. Ramon Cruz", "Nurse Luz Santos", "Dr. Nestor Reyes"),
    ),
    Population(
        "JM",
        "1876",
        people_abroad.JAMAICAN,
        places_abroad.JAMAICAN_PLACES,
        ("Hope Road", "Market Street", "Church Street", "Harbour Street"),
        ("Health Centre", "Regional Hospital", "Type A Hospital"),
        ("Dr. Simone Grant", "Dr. Omar Reid", "Nurse Marcia Brown", "Dr. Andre Clarke"),
    ),
    Population(
        "ID",
        "62",
        people_abroad.INDONESIAN,
        places_abroad.INDONESIAN_PLACES,
        ("Jalan Merdeka", "Jalan Melati", "Jalan Diponegoro", "Jalan Pasar"),
        ("Puskesmas", "RSUD", "Klinik Pratama"),
        ("Dr. Dewi Kusuma", "Dr. Budi Santoso", "Bidan Rina Wijaya", "Dr. Andi Pratama"),
    ),
    Population(
        "US",
        "1555",
        people_abroad.AMERICAN,
        places_abroad.AMERICAN_PLACES,
        ("Main Street", "Oak Avenue", "Lake Street", "Elm Drive"),
        ("Lakeside Clinic", "Community Pharmacy", "County Health Department"),
        ("Nicole Smith, RN", "David Garcia, MD", "Wei Nguyen, PharmD", "Linda Jones, RN"),
    ),
    Population(
        "KE",
        "254",
        people_abroad.KENYAN,
        places_abroad.KENYAN_PLACES,
        ("Kenyatta Avenue", "Moi Road", "Market Street", "Station Road"),
        ("Travel Clinic", "County Referral Hospital", "Port Health Office"),
        ("Dr. Njeri Kariuki", "Dr. Otieno Ochieng", "Dr. Amina Ali", "Dr. Peter Mutua"),
    ),
)
_POPULATIONS: Final[Mapping[str, Population]] = {one.country: one for one in (_INDIA, *_ABROAD)}
