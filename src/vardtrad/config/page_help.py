"""Which part of the help is about which page: "Hjälp" in the bar leads there (B-22).

The longest beginning of the page's address pattern decides. Every page of the three tools has one, which a test holds;
a page that is new needs a row only if no row above it fits.
"""

from __future__ import annotations

from collections.abc import Mapping

RESIDENTS: Mapping[str, str] = {
    "inkorg": "answer",
    "inkorg/sok": "search",
    "arenden/": "answer",
    "arenden/<uuid:case>/fil": "files",
    "mottagningar": "write",
    "mottagningar/<uuid:unit>/listning": "own",
    "listning": "own",
    "barn": "others",
    "fullmakter": "others",
    "installningar": "told",
    "kontaktkort": "about-me",
    "vem-har-last": "about-me",
    "min-plan": "plan",
    "utseende": "look",
    "inloggade-enheter": "login",
    "inloggad": "login",
    "logga-ut": "login",
    "hjalp": "write",
}
"""The residents' pages, and the headings of /hjalp."""

_CLINIC = "personal/<uuid:unit>/"
STAFF: Mapping[str, str] = {
    _CLINIC + beginning: part
    for beginning, part in {
        "": "ny",
        "arenden/": "listor",
        "mina/": "listor",
        "lista/": "listor",
        "vyer/": "listor",
        "arende/": "arende",
        "kollegor/": "arende",
        "uppgifter/": "uppgifter",
        "listning/": "listning",
        "vardgaranti": "vardgaranti",
        "skicka/": "skicka",
        "registrera/": "arendemottagare",
        "markerade": "flera",
        "export": "flera",
        "jobb/": "flera",
        "statistik/": "statistik",
        "administration/": "administrator",
        "hjalp/": "ny",
        "schema/": "arendemottagare",
        "installningar/": "egna",
        "brev/": "brev",
        "inte-framme/": "brev",
        "regelmotor/": "regelmotor",
        "granskning/": "granskning",
    }.items()
}
"""The pages of the staff tool at a clinic, and the headings of its help."""

_SEAT = "planer/<uuid:unit>/<slug:role>/"
PLANNING: Mapping[str, str] = {
    _SEAT + beginning: chapter
    for beginning, chapter in {
        "": "startsidan",
        "byt/": "logga-in",
        "valj/": "logga-in",
        "vardkontakt/": "fast-vardkontakt",
        "enhetens-sip/": "uppfoljning",
        "sip-statistik/": "uppfoljning",
        "hjalp/": "borja",
        "info/": "borja",
        "sok/": "skapa",
        "person/": "skapa",
        "person/<uuid:person>/skapa-sip/": "skapa-sip",
        "las/": "extern-atkomst",
        "betalning": "utskrivning",
        "fragor-om-sip/": "skapa-sip",
        "svu/<uuid:plan>/": "inskrivning",
        "svu/<uuid:plan>/skapa-sip": "skapa-sip",
        "svu/<uuid:plan>/tid/": "tid-for-utskrivning",
        "svu/<uuid:plan>/kartlaggning/": "kartlaggning",
        "svu/<uuid:plan>/falt/kartlaggning/": "kartlaggning",
        "svu/<uuid:plan>/stallningstagande/": "stallningstagande",
        "svu/<uuid:plan>/falt/stallningstagande/": "stallningstagande",
        "svu/<uuid:plan>/utskrivning/": "utskrivning",
        "svu/<uuid:plan>/meddelande/": "meddelanden",
        "svu/<uuid:plan>/information": "information-samtycke",
        "svu/<uuid:plan>/samtycke": "information-samtycke",
        "svu/<uuid:plan>/nekat-samtycke": "information-samtycke",
        "svu/<uuid:plan>/ny-deltagare": "deltagare",
        "svu/<uuid:plan>/fast-vardkontakt": "fast-vardkontakt",
        "svu/<uuid:plan>/kvittera": "kvittera",
        "svu/<uuid:plan>/version": "versioner",
        "sip/<uuid:plan>/": "kallelse",
        "sip/<uuid:plan>/kartlaggning/": "kartlaggning-sip",
        "sip/<uuid:plan>/falt/kartlaggning/": "kartlaggning-sip",
        "sip/<uuid:plan>/plan/": "plan-sip",
        "sip/<uuid:plan>/falt/plan/": "plan-sip",
        "sip/<uuid:plan>/meddelande/": "meddelanden",
        "sip/<uuid:plan>/information": "information-samtycke",
        "sip/<uuid:plan>/samtycke": "information-samtycke",
        "sip/<uuid:plan>/nekat-samtycke": "information-samtycke",
        "sip/<uuid:plan>/ny-deltagare": "deltagare",
        "sip/<uuid:plan>/bjud-in": "inbjudna",
        "sip/<uuid:plan>/version": "versioner",
    }.items()
}
"""The pages of the planning tool, and the chapters of its manual."""

ALL: Mapping[str, str] = {**RESIDENTS, **STAFF, **PLANNING}
"""The setting PAGE_HELP."""
