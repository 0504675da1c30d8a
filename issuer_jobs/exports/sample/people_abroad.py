"""Names of other countries' people; they are combined by chance and mean no one."""

from typing import Final

from issuer_jobs.exports.sample.names import FOREIGN_SCRIPTS, INDIAN_SCRIPTS, Script, pairs, same

_SCRIPTS: Final = {script.id: script for script in (*INDIAN_SCRIPTS, *FOREIGN_SCRIPTS)}
_TAMIL: Final = _SCRIPTS["tamil"]

AUSTRIAN: Final = (
    Script(
        "austrian",
        "Austrian",
        "AUT",
        pairs("Anna Anna Lena Lena Käthe Kaethe Hannah Hannah Birgit Birgit Zoë Zoe Traudl Traudl Øyvor Oeyvor"),
        pairs("Lukas Lukas Jakob Jakob Jürgen Juergen Günther Guenther Björn Bjoern Max Max Felix Felix Józef Jozef"),
        pairs(
            "Gruber Gruber Huber Huber Müller Mueller Größl Groessl Steiner Steiner Novák Novak Çelik Celik Wieß Wiess"
        ),
    ),
)
SRI_LANKAN: Final = (
    _SCRIPTS["sinhala"],
    Script("tamil-sri-lanka", "Sri Lankan", "LKA", _TAMIL.women, _TAMIL.men, _TAMIL.families),
    Script(
        "sri-lankan",
        "Sri Lankan",
        "LKA",
        same("Nadeesha Dilini Anoma Ruwani Fathima Shanthi Malini Priyanka"),
        same("Nimal Sunil Kasun Chaminda Ashan Rizwan Suresh Lasith"),
        same("Perera Silva Fernando Bandara Jayasuriya Wijesinghe Sivakumar Marikkar"),
    ),
)
PHILIPPINE: Final = (
    Script(
        "philippine",
        "Filipino",
        "PHL",
        pairs("Maria Maria Angel Angel Kristine Kristine Luz Luz Rowena Rowena Niña Nina Jocelyn Jocelyn Grace Grace"),
        pairs("Jose Jose Juan Juan Ramon Ramon Emmanuel Emmanuel Rommel Rommel Nestor Nestor Danilo Danilo Niño Nino"),
        pairs(
            "Santos Santos Reyes Reyes Cruz Cruz Bautista Bautista Ocampo Ocampo Mendoza Mendoza Peñaflor Penaflor "
            "Dela-Cruz Dela-Cruz"
        ),
    ),
)
JAMAICAN: Final = (
    Script(
        "jamaican",
        "Jamaican",
        "JAM",
        same("Shanice Keisha Marcia Tanya Simone Kerry-Ann Patrice Beverley"),
        same("Andre Omar Devon Winston Delroy Ricardo Tyrone Leroy"),
        same("Brown Williams Campbell Reid Clarke Grant McKenzie Bennett"),
    ),
)
INDONESIAN: Final = (
    Script(
        "indonesian",
        "Indonesian",
        "IDN",
        same("Siti Dewi Putri Ayu Rina Wulan Indah Nurul"),
        same("Budi Agus Joko Andi Rizky Dedi Hendra Wayan"),
        same("Santoso Wijaya Kusuma Pratama Hidayat Nasution Siregar Saputra"),
    ),
)
AMERICAN: Final = (
    Script(
        "american",
        "American",
        "USA",
        pairs("Emily Emily Olivia Olivia Ashley Ashley Maria Maria Grace Grace Linda Linda Nicole Nicole Renée Renee"),
        pairs("James James Michael Michael Robert Robert Carlos Carlos David David Tyler Tyler Wei Wei José Jose"),
        pairs(
            "Smith Smith Johnson Johnson García Garcia Nguyen Nguyen O'Connor O'Connor Miller Miller "
            "Washington-Lee Washington-Lee Jones Jones"
        ),
    ),
)
KENYAN: Final = (
    Script(
        "kenyan",
        "Kenyan",
        "KEN",
        same("Wanjiku Achieng Njeri Akinyi Chebet Amina Mumbua Grace"),
        same("Kamau Otieno Kiprop Mwangi Juma Hassan Mutua Peter"),
        same("Odhiambo Kariuki Cheruiyot Wafula Ali Ochieng Ndung'u Muthoni"),
    ),
)
