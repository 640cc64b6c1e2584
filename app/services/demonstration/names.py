"""Invented names, among them what a careless program gets wrong.

Very long ones, one name only, letters beyond the alphabet, an apostrophe, a decomposed accent, names
written from right to left, names in which the family comes first, and one that reads like a missing value.
"""

GIVEN_DK = (
    "Anne", "Mads", "Kirsten", "Søren", "Mette", "Jørgen", "Åse", "Lærke", "Bjarke", "Signe", "Thøger",
    "Line",
    "Rasmus", "Ellen", "Villads", "Camilla", "Frederik", "Maja", "Jeppe", "Sanne", "Torben", "Ida", "Aksel",
    "Bodil", "Emil", "Gry", "Holger", "Julie", "Kasper", "Lone", "Malthe", "Nanna", "Ove", "Pernille",
    "Rikke",
    "Steffen", "Tove", "Ulla", "Viggo", "Østen",
)  # fmt: skip
FAMILY_DK = (
    "Holm", "Lindegaard", "Østergaard", "Bæk", "Kjær", "Mølgaard", "Rosenkilde", "Brandt",
    "Vestergaard-Friis",
    "Skov", "Thorup", "Ravn", "Dalsgaard", "Krogh", "Bjerre", "Nørgaard", "Aaby", "Engelund",
    "Fogh-Madsen", "Gram",
    "Hedegaard", "Ibsen", "Juul", "Kofoed", "Lauridsen", "Munk", "Overgaard", "Priess", "Rønne", "Stage",
    "Toft", "Uhrskov", "Vind", "Winther", "Degn", "Ågård", "Borch", "Calundan", "Eskildsen", "Friborg",
)  # fmt: skip

# By country, in the order in which they are given away.
ABROAD: dict[str, tuple[str, ...]] = {
    "SE": ("Åsa Lindqvist", "Nils Hägglöf", "Ebba Sjöström", "Gösta Öhman", "Maja-Lisa Bergström", "Bo Ek",
           "Sigrid Åkerblom"),
    "NO": ("Øyvind Sætre", "Ragnhild Bjørnstad", "Kåre Tveit", "Live Nordbø"),
    "IS": ("Björn Þórsson", "Þórgunnur Æsa Hrafnkelsdóttir"),
    "FI": ("Päivi Hämäläinen-Ylöstalo", "Väinö Korpi"),
    "EE": ("Õie Jõgi",), "LV": ("Ģirts Šņepsts",), "LT": ("Živilė Čepaitė-Žukauskienė",),
    "DE": ("Klaus Weiß", "Dr. Annegret Müller-Rüdenscheid-Großkopf", "Jürgen Böhm",
           "Prof. Dr. Dr. h. c. Ottilie Freifrau von und zu Hohenwald-Eberstein", "Sven Köhler",
           "Lea Nguyễn Thị Phương Thảo", "Hannelore Kluge", "Şeyma Yıldız", "Max Vogt", "Ines Adler"),
    "AT": ("Adébọ́lá Haslinger", "Mag. Franziska Oberhuber", "Zoë Pichler", "Korbinian Ebner"),
    "CH": ("Ueli Zürcher",),
    "FR": ("Éloïse Lefèvre", "Jean-Baptiste d’Aubigné", "ليلى بنت عبد الرحمن الحداد",
           "François-Xavier Le Goff", "Maëlys Guérin", "Solène Kerbrat", "Anaïs Chevallier"),
    "BE": ("Joke Van den Broeck", "Wouter D’Hondt", "Nele Claes", "Aurélie Dujardin", "Bart Peeters"),
    "LU": ("Tun Schmitz",),
    "NL": ("Sjoerd van ’t Hoff", "IJsbrand de Vries", "Fenna Terpstra", "Wulandari"),
    "ES": ("María-José de los Ángeles Fernández-Villaverde y Sánchez de Toledo", "Íñigo Etxeberria",
           "Núria Puig i Casals", "Xabier Aguirre", "Begoña Muñoz", "Jordi Llull", "Ainhoa Ibarra"),
    "PT": ("Conceição Guimarães", "João Simões"),
    "IT": ("Niccolò D’Angelo", "Giulia Cantù", "Maria Vittoria Dell’Acqua"),
    "GR": ("Ελένη Παπαδοπούλου",),
    "PL": ("Łukasz Źdźbło", "Małgorzata Wąsik", "Szczepan Chrząszczewski-Brzęcki"),
    "CZ": ("Řehoř Dvořák",), "SK": ("Ľubica Šťastná",), "HU": ("Szőke Györgyi",),
    "RO": ("Ștefan Țurcanu", "Ioana Mureșan"), "SI": ("Žiga Črnko",), "RS": ("Ђорђе Живковић",),
    "BG": ("Цветелина Ангелова",), "TR": ("Çağla Öztürk",), "UA": ("Олена Ковальчук",), "GB": ("Ann Null",),
    "IE": ("Caoimhe Ní Dhubhghaill",), "TN": ("ياسين بن يوسف",), "CA": ("王 秀英", "נועה בן־דוד"),
}  # fmt: skip

LANGUAGES: dict[str, tuple[str, ...]] = {
    "DK": ("da", "en"), "SE": ("sv", "en", "da"), "NO": ("nb", "en"), "IS": ("is", "en", "da"),
    "FI": ("fi", "en", "sv"), "EE": ("et", "en"), "LV": ("lv", "en"), "LT": ("lt", "en"), "DE": ("de", "en"),
    "AT": ("de", "en"), "CH": ("de", "fr", "en"), "FR": ("fr", "en"), "BE": ("nl", "fr", "en"),
    "LU": ("lb", "de", "fr", "en"), "NL": ("nl", "en"), "ES": ("es", "en"), "PT": ("pt", "en"),
    "IT": ("it", "en"),
    "GR": ("el", "en"), "PL": ("pl", "en"), "CZ": ("cs", "en"), "SK": ("sk", "en"), "HU": ("hu", "en"),
    "RO": ("ro", "en"), "SI": ("sl", "en"), "RS": ("sr", "en"), "BG": ("bg", "en"), "TR": ("tr", "en"),
    "UA": ("uk", "en"), "GB": ("en",), "IE": ("en", "ga"), "TN": ("ar", "fr", "en"), "CA": ("en", "fr"),
}  # fmt: skip

# What people in a kind of organisation do, and the topic that their work brings with it.
WORK: dict[str, tuple[tuple[str, str], ...]] = {
    "cluster": (
        ("Cluster manager", "excellence"), ("Head of membership", "members"),
        ("Matchmaking lead", "matchmaking"),
        ("Project manager, EU projects", "eu_projects"),
        ("Head of internationalisation", "internationalisation"),
        ("Innovation consultant", "transfer"), ("Community manager", "members"),
        ("Managing director", "cross_cluster"),
        ("Business developer", "finance"), ("Start-up manager", "startups"),
        ("Learning and talent lead", "skills"),
        ("Analyst, effects and evaluation", "effects"), ("Head of test and demonstration", "test_facilities"),
        ("Senior consultant, green transition", "circular"), ("Digital transformation lead", "data"),
    ),
    "university": (
        ("Professor", "transfer"), ("Head of technology transfer", "transfer"),
        ("Senior researcher", "test_facilities"),
        ("Business relations manager", "skills"), ("Centre manager", "test_facilities"),
    ),
    "public": (
        ("Chief adviser", "effects"), ("Head of section", "cross_cluster"), ("Programme officer", "finance"),
    ),
}  # fmt: skip
