"""Real organisations, publicly known: the fourteen national Danish clusters and others from abroad.

Each with its country, its field (a key of topics.FIELDS) and how many people it sends.
"""

from dataclasses import dataclass

from app.models import OrganisationKind


@dataclass(frozen=True)
class Body:
    """An organisation at the demonstration camp."""

    name: str
    country: str
    field: str
    people: int = 1
    kind: OrganisationKind = OrganisationKind.CLUSTER


NATIONAL_CLUSTERS = (
    Body("CLEAN", "DK", "environment", 4), Body("CenSec", "DK", "defence", 3),
    Body("Copenhagen Fintech", "DK", "finance", 3), Body("Danish Life Science Cluster", "DK", "health", 4),
    Body("Danish Sound Cluster", "DK", "creative", 4), Body("DigitalLead", "DK", "digital", 4),
    Body("Energy Cluster Denmark", "DK", "energy", 4), Body("Food & Bio Cluster Denmark", "DK", "food", 4),
    Body("Lifestyle & Design Cluster", "DK", "design", 3), Body("MADE", "DK", "production", 4),
    Body("MARLOG", "DK", "maritime", 4), Body("Odense Robotics", "DK", "robotics", 4),
    Body("Vision Denmark", "DK", "creative", 3), Body("We Build Denmark", "DK", "construction", 4),
)  # fmt: skip

_UNIVERSITY, _PUBLIC = OrganisationKind.UNIVERSITY, OrganisationKind.PUBLIC
DANISH = (
    Body("Cluster Excellence Denmark", "DK", "policy", 2),
    Body("Danish Board of Business Development", "DK", "policy", 1, _PUBLIC),
    Body("Danish Agency for Higher Education and Science", "DK", "policy", 1, _PUBLIC),
    Body("Region of Southern Denmark", "DK", "policy", 1, _PUBLIC),
    Body("Technical University of Denmark", "DK", "research", 2, _UNIVERSITY),
    Body("Aalborg University", "DK", "research", 2, _UNIVERSITY),
    Body("Aarhus University", "DK", "research", 1, _UNIVERSITY),
    Body("University of Southern Denmark", "DK", "robotics", 1, _UNIVERSITY),
    Body("Danish Technological Institute", "DK", "production", 2, _UNIVERSITY),
    Body("FORCE Technology", "DK", "materials", 1, _UNIVERSITY),
    Body("Alexandra Institute", "DK", "digital", 1, _UNIVERSITY),
    Body("DHI", "DK", "environment", 1, _UNIVERSITY),
)

ABROAD = (
    Body("Sustainable Steel Region", "SE", "materials"), Body("Paper Province", "SE", "materials", 2),
    Body("Future Position X", "SE", "digital"), Body("Livsmedelsakademin", "SE", "food"),
    Body("Medicon Valley Alliance", "SE", "health", 2), Body("NCE Maritime CleanTech", "NO", "maritime", 2),
    Body("GCE Ocean Technology", "NO", "maritime"), Body("Norwegian Smart Care Cluster", "NO", "health"),
    Body("Iceland Ocean Cluster", "IS", "food", 2), Body("CLIC Innovation", "FI", "energy"),
    Body("DIMECC", "FI", "production"), Body("Estonian ICT Cluster", "EE", "digital"),
    Body("Green Tech Cluster Latvia", "LV", "environment"), Body("LITEK", "LT", "materials"),
    Body("Silicon Saxony", "DE", "digital", 2), Body("it’s OWL", "DE", "production", 2),
    Body("BioM", "DE", "health"), Body("bwcon", "DE", "digital"), Body("MAI Carbon", "DE", "materials"),
    Body("AFBW – Allianz Faserbasierte Werkstoffe Baden-Württemberg e. V.", "DE", "materials"),
    Body("Hamburg Aviation", "DE", "mobility"), Body("Fraunhofer IPK", "DE", "production", 1, _UNIVERSITY),
    Body("Business Upper Austria", "AT", "production", 2), Body("Green Tech Valley", "AT", "environment"),
    Body("Human.technology Styria", "AT", "health"), Body("Swiss Food & Nutrition Valley", "CH", "food"),
    Body("Minalogic", "FR", "digital", 2), Body("Cap Digital", "FR", "creative", 2),
    Body("Systematic Paris-Region", "FR", "digital"), Body("Techtera", "FR", "materials"),
    Body("Pôle Mer Bretagne Atlantique", "FR", "maritime"), Body("Flanders’ FOOD", "BE", "food"),
    Body("Catalisti", "BE", "materials"), Body("Flux50", "BE", "energy"),
    Body("GreenWin", "BE", "construction"),
    Body("Luxinnovation", "LU", "policy"), Body("Foodvalley NL", "NL", "food"),
    Body("Brainport Development", "NL", "production", 2), Body("Water Alliance", "NL", "environment"),
    Body("Secpho", "ES", "materials"), Body("Packaging Cluster", "ES", "environment"),
    Body("Cluster Food+i", "ES", "food"), Body("GAIA", "ES", "digital"),
    Body("Basque Energy Cluster", "ES", "energy"),
    Body("ACCIÓ – Catalonia Trade & Investment", "ES", "policy", 1, _PUBLIC),
    Body("Health Cluster Portugal", "PT", "health"), Body("PRODUTECH", "PT", "production"),
    Body("MESAP", "IT", "production"), Body("Lombardy Energy Cleantech Cluster", "IT", "energy"),
    Body("Torino Wireless", "IT", "digital"), Body("Corallia", "GR", "digital"),
    Body("Klaster LifeScience Kraków", "PL", "health"), Body("Mazovia Cluster ICT", "PL", "digital"),
    Body("Aviation Valley", "PL", "mobility"), Body("CREA Hydro & Energy", "CZ", "energy"),
    Body("Košice IT Valley", "SK", "digital"), Body("Pannon Business Network", "HU", "production"),
    Body("Transilvania IT Cluster", "RO", "digital"), Body("AgroTransilvania Cluster", "RO", "food"),
    Body("Slovenian Automotive Cluster ACS", "SI", "mobility"),
    Body("Vojvodina ICT Cluster", "RS", "digital"),
    Body("ICT Cluster Bulgaria", "BG", "digital"), Body("OSTİM", "TR", "production"),
    Body("Ukrainian Cluster Alliance", "UA", "policy"), Body("Cambridge Cleantech", "GB", "energy"),
    Body("Irish Bioeconomy Forum", "IE", "food"), Body("Novation City", "TN", "production"),
    Body("Scale AI", "CA", "digital"), Body("Ocean Supercluster", "CA", "maritime"),
    Body("TCI Network", "ES", "policy"), Body("European Clusters Alliance", "BE", "policy"),
)  # fmt: skip

EVERYBODY = NATIONAL_CLUSTERS + DANISH + ABROAD
