"""Places in other countries: real towns; postal codes where the country has them."""

from typing import Final

from issuer_jobs.exports.sample.places import places

AUSTRIAN_PLACES: Final = places("""
    Wien | Innere Stadt | Wien | 1010
    Graz | Graz | Steiermark | 8010
    Linz | Linz | Oberösterreich | 4020
    Salzburg | Salzburg | Salzburg | 5020
    Innsbruck | Innsbruck | Tirol | 6020
    Klagenfurt | Klagenfurt | Kärnten | 9020
""")
SRI_LANKAN_PLACES: Final = places("""
    Colombo | Colombo | Western Province | 00100
    Kandy | Kandy | Central Province | 20000
    Galle | Galle | Southern Province | 80000
    Jaffna | Jaffna | Northern Province | 40000
    Batticaloa | Batticaloa | Eastern Province | 30000
    Anuradhapura | Anuradhapura | North Central Province | 50000
""")
PHILIPPINE_PLACES: Final = places("""
    Manila | Ermita | Metro Manila | 1000
    Quezon City | Diliman | Metro Manila | 1101
    Cebu City | Cebu | Central Visayas | 6000
    Davao City | Davao del Sur | Davao Region | 8000
    Iloilo City | Iloilo | Western Visayas | 5000
    Baguio | Benguet | Cordillera | 2600
""")
JAMAICAN_PLACES: Final = places("""
    Kingston | Kingston | Kingston |
    Montego Bay | St. James | St. James |
    Spanish Town | St. Catherine | St. Catherine |
    Mandeville | Manchester | Manchester |
    Ocho Rios | St. Ann | St. Ann |
    Port Antonio | Portland | Portland |
""")
INDONESIAN_PLACES: Final = places("""
    Jakarta | Jakarta Pusat | DKI Jakarta | 10110
    Bandung | Bandung | Jawa Barat | 40111
    Surabaya | Surabaya | Jawa Timur | 60111
    Medan | Medan | Sumatera Utara | 20111
    Makassar | Makassar | Sulawesi Selatan | 90111
    Denpasar | Denpasar | Bali | 80111
""")
AMERICAN_PLACES: Final = places("""
    Springfield | Sangamon County | IL | 62701
    Madison | Dane County | WI | 53703
    Burlington | Chittenden County | VT | 05401
    Salem | Marion County | OR | 97301
    Boise | Ada County | ID | 83702
    Duluth | St. Louis County | MN | 55802
""")
KENYAN_PLACES: Final = places("""
    Nairobi | Nairobi | Nairobi County | 00100
    Mombasa | Mombasa | Mombasa County | 80100
    Kisumu | Kisumu | Kisumu County | 40100
    Nakuru | Nakuru | Nakuru County | 20100
    Eldoret | Uasin Gishu | Uasin Gishu County | 30100
    Nyeri | Nyeri | Nyeri County | 10100
""")
