"""Common given and family names in many scripts; they are combined by chance and mean no one."""

from dataclasses import dataclass
from itertools import product
from typing import Final

NAMES_PER_LIST: Final = 8


@dataclass(frozen=True, slots=True)
class Script:
    """Names of one script as pairs "native Latin"; `nationality` is a word, `country` its ISO 3166-1 alpha-3 code."""

    id: str
    nationality: str
    country: str
    women: tuple[tuple[str, str], ...]
    men: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    family_first: bool = False

    def full_names(self) -> list[tuple[str, str | None]]:
        """All names, women first, family names varying fastest; the Latin form is None when the name is in ASCII."""
        return [self._full_name(given, family) for given, family in self.parts()]

    def parts(self) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """Given and family name of every full name, each native and Latin."""
        return [*product(self.women, self.families), *product(self.men, self.families)]

    def _full_name(self, given: tuple[str, str], family: tuple[str, str]) -> tuple[str, str | None]:
        native = f"{family[0]}{given[0]}" if self.family_first else f"{given[0]} {family[0]}"
        return native, None if native.isascii() else f"{given[1]} {family[1]}"


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Words by twos, native and Latin; ValueError when the list has another length than all lists."""
    words = text.split()
    found = tuple(zip(words[::2], words[1::2], strict=True))
    if len(found) != NAMES_PER_LIST:
        raise ValueError(f"a list of names has {len(found)} pairs instead of {NAMES_PER_LIST}")
    return found


def same(text: str) -> tuple[tuple[str, str], ...]:
    """Words that are Latin in themselves."""
    return pairs(" ".join(f"{word} {word}" for word in text.split()))


INDIAN_SCRIPTS: Final = (
    Script(
        "latin",
        "Indian",
        "IND",
        same("Asha Sunita Meera Kavita Priya Lakshmi Fatima Mary"),
        same("Ravi Arjun Suresh Anil Joseph Imran Vikram Gurpreet"),
        same("Kumar Sharma Patel D'Souza Singh Reddy Iyer Khan"),
    ),
    Script(
        "devanagari",
        "Indian",
        "IND",
        pairs("आशा Asha सुनीता Sunita मीरा Meera कविता Kavita प्रिया Priya लक्ष्मी Lakshmi श्रुति Shruti ज्योति Jyoti"),
        pairs("रवि Ravi अर्जुन Arjun सुरेश Suresh अनिल Anil विक्रम Vikram कृष्ण Krishna ज्ञानेश Dnyanesh ऋषि Rishi"),
        pairs("कुमार Kumar शर्मा Sharma पटेल Patel वर्मा Verma सिंह Singh मिश्रा Mishra जोशी Joshi त्रिपाठी Tripathi"),
    ),
    Script(
        "tamil",
        "Indian",
        "IND",
        pairs("மீனா Meena கவிதா Kavitha லட்சுமி Lakshmi செல்வி Selvi பிரியா Priya ஜோதி Jothi வள்ளி Valli தேவி Devi"),
        pairs("முருகன் Murugan குமரன் Kumaran ரவி Ravi செந்தில் Senthil கார்த்திக் Karthik அருண் Arun பாலு Balu மணி Mani"),
        pairs("சுப்ரமணியன் Subramanian ராஜன் Rajan பிள்ளை Pillai நாடார் Nadar ஐயர் Iyer கண்ணன் Kannan வேல் Vel சாமி Samy"),
    ),
    Script(
        "bengali",
        "Indian",
        "IND",
        pairs("মিতা Mita সুচিত্রা Suchitra রূপা Rupa অনিতা Anita শর্মিলা Sharmila দীপা Dipa কাকলি Kakali মৌসুমী Mousumi"),
        pairs("অমিত Amit সৌরভ Sourav সুব্রত Subrata রঞ্জন Ranjan তপন Tapan দেবাশীষ Debashish অরূপ Arup প্রদীপ Pradip"),
        pairs("চট্টোপাধ্যায় Chattopadhyay দাস Das সেন Sen ঘোষ Ghosh রায় Roy বসু Basu মণ্ডল Mondal দত্ত Dutta"),
    ),
    Script(
        "telugu",
        "Indian",
        "IND",
        pairs("లక్ష్మి Lakshmi పద్మ Padma స్వాతి Swathi సరిత Saritha రాధ Radha అనిత Anitha విజయ Vijaya గీత Geetha"),
        pairs("వెంకట్ Venkat రాజు Raju శ్రీనివాస్ Srinivas రమేష్ Ramesh కిరణ్ Kiran ప్రసాద్ Prasad నాగేశ్ Nagesh హరి Hari"),
        pairs("రెడ్డి Reddy రావు Rao నాయుడు Naidu చౌదరి Chowdary శర్మ Sarma వర్మ Varma గౌడ్ Goud మూర్తి Murthy"),
    ),
    Script(
        "kannada",
        "Indian",
        "IND",
        pairs("ಲಕ್ಷ್ಮಿ Lakshmi ಸುಮಾ Suma ಗೀತಾ Geetha ರೂಪಾ Roopa ಸ್ನೇಹಾ Sneha ಶಾಂತಾ Shantha ಕಾವ್ಯಾ Kavya ವೀಣಾ Veena"),
        pairs("ರಾಜೇಶ್ Rajesh ಸುರೇಶ್ Suresh ಮಂಜುನಾಥ್ Manjunath ನಾಗರಾಜ್ Nagaraj ಕಿರಣ್ Kiran ಪ್ರಕಾಶ್ Prakash ರವಿ Ravi ಅನಿಲ್ Anil"),
        pairs("ಗೌಡ Gowda ಶೆಟ್ಟಿ Shetty ಹೆಗಡೆ Hegde ಭಟ್ Bhat ನಾಯಕ್ Nayak ಕಾಮತ್ Kamath ಪೈ Pai ಆಚಾರ್ಯ Acharya"),
    ),
    Script(
        "urdu",
        "Indian",
        "IND",
        pairs("فاطمہ Fatima عائشہ Ayesha زینب Zainab نسرین Nasreen شبانہ Shabana رضیہ Razia سلمیٰ Salma کوثر Kausar"),
        pairs("محمد Mohammed عمران Imran سلیم Saleem فیصل Faisal یوسف Yusuf کاشف Kashif ندیم Nadeem طارق Tariq"),
        pairs("خان Khan انصاری Ansari قریشی Qureshi صدیقی Siddiqui شیخ Sheikh بیگ Baig حسین Hussain ملک Malik"),
    ),
)

FOREIGN_SCRIPTS: Final = (
    Script(
        "arabic",
        "Egyptian",
        "EGY",
        pairs("فاطمة Fatima ليلى Layla نور Nour مريم Maryam هدى Huda سارة Sara أمل Amal زينب Zaynab"),
        pairs("أحمد Ahmed خالد Khaled عمر Omar يوسف Youssef حسن Hassan كريم Karim طارق Tarek سامي Sami"),
        pairs(
            "السيد El-Sayed حسن Hassan إبراهيم Ibrahim منصور Mansour سليمان Soliman فهمي Fahmy نجيب Naguib عثمان Osman"
        ),
    ),
    Script(
        "chinese",
        "Chinese",
        "CHN",
        pairs("秀英 Xiuying 芳 Fang 娜 Na 敏 Min 静 Jing 丽 Li 艳 Yan 婷婷 Tingting"),
        pairs("伟 Wei 强 Qiang 磊 Lei 军 Jun 勇 Yong 杰 Jie 涛 Tao 志明 Zhiming"),
        pairs("王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 赵 Zhao 欧阳 Ouyang"),
        family_first=True,
    ),
    Script(
        "cyrillic",
        "Russian",
        "RUS",
        pairs("Анна Anna Мария Mariia Елена Elena Ольга Olga Наталья Natalia Ирина Irina Юлия Iuliia Любовь Liubov"),
        pairs("Иван Ivan Алексей Aleksei Дмитрий Dmitrii Сергей Sergei Фёдор Fedor Юрий Iurii Пётр Petr Андрей Andrei"),
        pairs(
            "Черных Chernykh Шевченко Shevchenko Живаго Zhivago Седых Sedykh Коваль Koval Бондаренко Bondarenko "
            "Дурново Durnovo Щерба Shcherba"
        ),
    ),
    Script(
        "sinhala",
        "Sri Lankan",
        "LKA",
        pairs("කුමාරි Kumari නිලූකා Niluka ශ්‍රියානි Sriyani දිල්හානි Dilhani චතුරිකා Chathurika අනෝමා Anoma රුවනි Ruwani මාලා Mala"),
        pairs("නිමල් Nimal සුනිල් Sunil කමල් Kamal රුවන් Ruwan චමින්ද Chaminda ප්‍රසන්න Prasanna අජිත් Ajith ලසිත් Lasith"),
        pairs(
            "පෙරේරා Perera සිල්වා Silva ප්‍රනාන්දු Fernando බණ්ඩාර Bandara ජයසූරිය Jayasuriya රාජපක්ෂ Rajapaksa "
            "විජේසිංහ Wijesinghe ද්‍රවිඩ් Dravid"
        ),
    ),
    Script(
        "latin-diacritics",
        "French",
        "FRA",
        pairs("Zoë Zoe Élodie Elodie Anaïs Anais Françoise Francoise Łucja Lucja Jürga Jurga Þóra Thora İpek Ipek"),
        pairs(
            "José Jose François Francois Jürgen Jurgen Øyvind Oyvind Łukasz Lukasz Çağrı Cagri Ørjan Orjan Hávar Havar"
        ),
        pairs(
            "Müller Muller Núñez Nunez Škoda Skoda Dvořák Dvorak Lefèvre Lefevre Åberg Aberg O’Brien O'Brien "
            "Nguyễn-Đỗ Nguyen-Do"
        ),
    ),
)
