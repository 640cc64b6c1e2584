"""The topics of the demonstration, with the words in which people offer and need them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TopicSeed:
    """A topic in both languages, two ways to offer it and two to need it."""

    name: str
    name_da: str
    offers: tuple[str, str]
    needs: tuple[str, str]


TOPICS: dict[str, TopicSeed] = {
    "members": TopicSeed(
        "Recruiting and keeping members", "Rekruttering og fastholdelse af medlemmer",
        ("A membership model that took us from 120 to 310 paying companies in four years.",
         "Our onboarding plan for new members: five contacts in the first ninety days."),
        ("Ideas for keeping small companies as members after the first year.",
         "Experience with membership fees: who pays what, and for which services?"),
    ),
    "matchmaking": TopicSeed(
        "Matchmaking methods", "Metoder til matchmaking",
        ("Speed meetings, innovation safaris and reverse pitches: facilitator notes for all three.",
         "Eight years of data about which matchmaking formats lead to projects."),
        ("Better ways to prepare companies before they meet each other.",
         "Someone who has measured what comes of matchmaking after twelve months."),
    ),
    "excellence": TopicSeed(
        "Cluster management excellence", "Professionel klyngeledelse",
        ("We have been through the Gold Label twice and share our improvement plan.",
         "A peer review between cluster managers: two days, three clusters, honest feedback."),
        ("A sparring partner for our first strategy process with the new board.",
         "Advice on preparing the Silver Label assessment with a small team."),
    ),
    "effects": TopicSeed(
        "Measuring effects", "Effektmåling",
        ("A simple indicator set for innovation projects that our funders accept.",
         "Follow-up interviews six and eighteen months after a project: guide and results."),
        ("Indicators that show the value of knowledge sharing, not only the number of events.",
         "A way to measure effects in small companies without another questionnaire."),
    ),
    "eu_projects": TopicSeed(
        "EU project development", "Udvikling af EU-projekter",
        ("Coordinator of two Euroclusters; we know cascade funding from the inside.",
         "Writers with a good record in Interreg and Horizon Europe."),
        ("Partners from two more countries for an Interreg application in spring.",
         "A coordinator for a Horizon Europe proposal on skills for the twin transition."),
    ),
    "internationalisation": TopicSeed(
        "Internationalisation of small companies", "Internationalisering af SMV’er",
        ("Landing pads for small companies in Boston, Singapore and São Paulo.",
         "Delegations that pay off: our checklist from forty company visits."),
        ("Clusters in the Nordics that could receive eight of our companies in the autumn.",
         "Soft-landing offers for start-ups that enter their first export market."),
    ),
    "cross_cluster": TopicSeed(
        "Collaboration across clusters", "Samarbejde på tværs af klynger",
        ("A joint innovation programme that we run with three clusters from other sectors.",
         "Contracts and budget models for projects shared by several clusters."),
        ("Clusters from quite another sector for a joint challenge on supply chains.",
         "How do others share the credit and the costs between cluster organisations?"),
    ),
    "finance": TopicSeed(
        "Access to finance", "Adgang til finansiering",
        ("A network of sixty business angels and three regional growth funds.",
         "Innovation vouchers: how we hand out small grants in under four weeks."),
        ("Investors who understand hardware and long development times.",
         "Examples of public funds that co-invest with corporate venture."),
    ),
    "test_facilities": TopicSeed(
        "Test and demonstration facilities", "Test- og demonstrationsfaciliteter",
        ("Open test facilities with engineers who know how small companies work.",
         "A catalogue of sixty test beds with prices and waiting times."),
        ("A full-scale test site for members that have outgrown the laboratory.",
         "Shared access to demonstration facilities in the neighbouring countries."),
    ),
    "skills": TopicSeed(
        "Skills and talent", "Kompetencer og talent",
        ("Short courses for skilled workers, made with two technical colleges.",
         "A talent programme that places graduates in small companies for a year."),
        ("A model for sharing specialists between small companies.",
         "Micro-credentials for the green transition: who has made them work?"),
    ),
    "startups": TopicSeed(
        "Start-ups and acceleration", "Iværksættere og acceleration",
        ("An accelerator of twelve weeks in which large companies are the first customers.",
         "Mentors who have taken deep technology from the university to the market."),
        ("Corporate partners that really buy from start-ups.",
         "An international jury for our start-up competition in June."),
    ),
    "transfer": TopicSeed(
        "Knowledge transfer from universities", "Videnoverførsel fra universiteter",
        ("Small collaboration projects between a researcher and three companies, six months each.",
         "A matchmaker who sits half the week at the university and half in the cluster."),
        ("Ways to interest researchers in the everyday problems of small companies.",
         "Agreements on intellectual property that a company of ten can read."),
    ),
    "hydrogen": TopicSeed(
        "Hydrogen and Power-to-X", "Brint og Power-to-X",
        ("Operating data from a 10 MW electrolyser and the companies that built it.",
         "Suppliers for hydrogen storage, compressors and safety systems."),
        ("Off-takers for green hydrogen within 200 kilometres of the coast.",
         "Partners for hydrogen storage and for the use of surplus heat."),
    ),
    "energy_efficiency": TopicSeed(
        "Energy efficiency in industry", "Energieffektivitet i industrien",
        ("Energy check-ups that have saved our members eleven per cent on average.",
         "Heat pumps above 100 degrees: three plants one can visit."),
        ("Energy consultants whom small manufacturers trust.",
         "Good stories about waste heat from companies of fewer than fifty people."),
    ),
    "circular": TopicSeed(
        "Circular economy", "Cirkulær økonomi",
        ("Circular business models tested with twenty-five small manufacturers.",
         "Industrial symbiosis: method, contracts and a matching tool for side streams."),
        ("Take-back systems for composite materials and textiles.",
         "A partner who can turn plastic side streams from food packaging into products."),
    ),
    "water": TopicSeed(
        "Water technology", "Vandteknologi",
        ("Utilities that open their plants for tests of new sensors.",
         "Know-how on reuse of process water in dairies and breweries."),
        ("Sensors for micropollutants that a plant operator can maintain.",
         "Demonstration partners for climate adaptation in coastal towns."),
    ),
    "reporting": TopicSeed(
        "Carbon accounting and ESG reporting", "Klimaregnskab og ESG-rapportering",
        ("A carbon account that a company of twenty makes in one day.",
         "Training for boards: what customers ask about emissions in the value chain."),
        ("A shared tool for emissions in the supply chain that suppliers will fill in.",
         "Experience with reporting requirements passed on from large customers."),
    ),
    "food": TopicSeed(
        "Sustainable food and bioresources", "Bæredygtige fødevarer og bioressourcer",
        ("Pilot plant for fermentation and plant proteins, open for bookings.",
         "A network of chefs and food scientists who test new products."),
        ("Side streams from fisheries and breweries for new ingredients.",
         "Cold-chain sensors and packaging that make fresh food last longer."),
    ),
    "maritime": TopicSeed(
        "Green maritime transport", "Grøn maritim transport",
        ("Shipowners and ports who test shore power and methanol as fuel.",
         "A corridor project with four ports and their data on emissions."),
        ("Battery and fuel-cell suppliers for small ferries.",
         "Ports in the Baltic that want to join a green corridor."),
    ),
    "ai": TopicSeed(
        "Artificial intelligence in small companies", "Kunstig intelligens i mindre virksomheder",
        ("A lending library of data scientists: twenty days for each company.",
         "Machine vision for quality control, shown in twelve factories."),
        ("Simple first cases of machine learning for companies without a data department.",
         "Advice on the European rules for artificial intelligence in products."),
    ),
    "data": TopicSeed(
        "Data spaces and digital product passports", "Dataområder og digitale produktpas",
        ("A working data space for manufacturing with forty connected companies.",
         "A digital product passport for furniture and textiles that customers can scan."),
        ("Standards and tools for a digital product passport in construction.",
         "Companies that are willing to share data on materials and repairs."),
    ),
    "robots": TopicSeed(
        "Robots and automation", "Robotter og automatisering",
        ("Mobile robots on loan for two weeks, with an engineer.",
         "Integrators and start-ups from one of the densest robot regions of the world."),
        ("Automation for small series in wood, metal and food.",
         "Drone and robot companies for inspections offshore."),
    ),
    "security": TopicSeed(
        "Cyber security and resilience", "Cybersikkerhed og robusthed",
        ("A cyber check for small suppliers to the defence industry.",
         "Exercises for supply-chain crises that fit into half a day."),
        ("Dual-use projects and partners who know the export rules.",
         "Someone to train our members for the new security directive."),
    ),
    "health": TopicSeed(
        "Health and welfare technology", "Sundheds- og velfærdsteknologi",
        ("Hospitals and municipalities that test technology with staff and patients.",
         "Regulatory advice on medical devices for start-ups."),
        ("Clinical partners for a study on remote monitoring at home.",
         "Companies with assistive technology for a test in three municipalities."),
    ),
    "construction": TopicSeed(
        "Sustainable construction", "Bæredygtigt byggeri",
        ("A library of reused building materials with tests and prices.",
         "Timber and biobased buildings documented from drawing board to fire test."),
        ("Contractors who want to try reused bricks, steel and windows.",
         "Digital tools for climate requirements in small building firms."),
    ),
    "design": TopicSeed(
        "Design and user-driven innovation", "Design og brugerdreven innovation",
        ("Design sprints with companies that have never worked with designers.",
         "Sound, games and film as tools for learning: companies and cases."),
        ("Designers who help engineers to talk to users.",
         "Storytelling and visualisation for projects that nobody understands yet."),
    ),
}  # fmt: skip

FIELDS: dict[str, tuple[str, ...]] = {
    "energy": ("hydrogen", "energy_efficiency", "test_facilities", "reporting"),
    "environment": ("circular", "water", "reporting", "test_facilities"),
    "food": ("food", "circular", "test_facilities", "startups"),
    "health": ("health", "startups", "transfer", "ai"),
    "digital": ("ai", "data", "security", "skills"),
    "production": ("robots", "data", "energy_efficiency", "skills"),
    "robotics": ("robots", "ai", "test_facilities", "startups"),
    "construction": ("construction", "circular", "data", "reporting"),
    "maritime": ("maritime", "hydrogen", "robots", "internationalisation"),
    "defence": ("security", "robots", "test_facilities", "internationalisation"),
    "design": ("design", "circular", "data", "startups"),
    "creative": ("design", "ai", "startups", "finance"),
    "finance": ("finance", "startups", "ai", "reporting"),
    "materials": ("circular", "robots", "test_facilities", "transfer"),
    "mobility": ("hydrogen", "data", "robots", "maritime"),
    "policy": ("effects", "excellence", "cross_cluster", "finance"),
    "research": ("transfer", "test_facilities", "ai", "hydrogen"),
}
