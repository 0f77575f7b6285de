"""All settings in one file, driven by the environment.

Nothing here has a value that is unsafe in production: demo mode must be asked for, keys must be given.
Times are stored in UTC and shown in Europe/Stockholm.
"""

from __future__ import annotations

import os
import tomllib
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from vardtrad.config import ways_file
from vardtrad.config.addresses import django_database, stays_here
from vardtrad.config.logs import formatter
from vardtrad.config.page_help import ALL as PAGE_HELP_PARTS
from vardtrad.kernel import keys, sms_settings
from vardtrad.kernel.mail import is_return_address

ON, OFF = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})


def env(name: str, default: str = "") -> str:
    """The environment variable ``VARDTRAD_<name>``, or ``default``."""
    return os.environ.get(f"VARDTRAD_{name}", default)


def flag(name: str, default: str = "0") -> bool:
    """Whether ``VARDTRAD_<name>`` is switched on (1, true, yes) or off (0, false, no).

    Raises ImproperlyConfigured for anything else: a word that is not understood must not switch off a protection.
    """
    value = env(name, default).lower() or default
    if value not in ON | OFF:
        raise ImproperlyConfigured(f"VARDTRAD_{name} ska vara 1 (på) eller 0 (av)")
    return value in ON


# Which part of the help is about which page.
PAGE_HELP = PAGE_HELP_PARTS
BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = flag("DEMO")
DEBUG = False

# Demo mode and tests are started by the command, which gives them keys of their own.
SECRET_KEY = env("SECRET_KEY") or ("only-for-building-and-help" if not os.environ.get("DATABASE_URL") else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("VARDTRAD_SECRET_KEY saknas")
# Keys before SECRET_KEY, the latest first: what they have signed holds, and nothing new is signed with them.
SECRET_KEY_FALLBACKS = keys.split(env("SECRET_KEY_FALLBACKS"))
# The key of every trace row's HMAC, kept outside the database (HSLF-FS 2016:40: the log must be protected from change),
# and the keys before it, the latest first (vardtrad.gate.door.sealing_keys).
TRACE_KEY = env("TRACE_KEY")
TRACE_KEYS_EARLIER = keys.split(env("TRACE_KEYS_EARLIER"))
# A file outside the database where the sealer anchors the head of the chain.
TRACE_ANCHOR_FILE = env("TRACE_ANCHOR_FILE")

DATABASES = {"default": django_database(os.environ.get("DATABASE_URL", "postgresql:///vardtrad"))}
# The database role that the pages and the worker use; `vardtrad migrate` gives it its rights.
APP_ROLE = env("APP_ROLE", "vardtrad_app")

ALLOWED_HOSTS = [host for host in env("HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
PUBLIC_URL = env("PUBLIC_URL", "http://localhost:8000")
# Where the browser finds the live process; empty means the same origin (a proxy in front), else its own address.
LIVE_URL = env("LIVE_URL")

# The rooms with tables of their own. Each names its label in apps.py, after which its tables are called.
INSTALLED_APPS = [
    "vardtrad.gate",
    "vardtrad.shared.people",
    "vardtrad.shared.rate_limit",
    "vardtrad.shared.care_units",
    "vardtrad.shared.proxies",
    "vardtrad.shared.contact_card",
    "vardtrad.shared.notify",
    "vardtrad.shared.letters",
    "vardtrad.shared.login",
    "vardtrad.shared.login.password",
    "vardtrad.shared.documents",
    "vardtrad.shared.drafts",
    "vardtrad.shared.forms",
    "vardtrad.cases.teams",
    "vardtrad.cases.case",
    "vardtrad.cases.case.presence",
    "vardtrad.cases.case.danger_signs",
    "vardtrad.cases.case.standard_answers",
    "vardtrad.cases.tasks",
    "vardtrad.cases.listing",
    "vardtrad.cases.waiting_list",
    "vardtrad.cases.staff.lists",
    "vardtrad.cases.staff.sending",
    "vardtrad.cases.staff.bulk",
    "vardtrad.planning.consent",
    "vardtrad.planning.plan",
    "vardtrad.planning.messages",
    "vardtrad.planning.fields",
    "vardtrad.planning.svu",
    "vardtrad.planning.svu.payment",
    "vardtrad.planning.sip_requests",
    "vardtrad.planning.sip",
    "vardtrad.operations.own_log",
    "vardtrad.operations.accessibility",
]

MIDDLEWARE = [
    "vardtrad.shared.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vardtrad.shared.web.middleware.language",
    "vardtrad.shared.web.middleware.one_time_message",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vardtrad.shared.web.middleware.refusals",
    "vardtrad.shared.login.middleware.Logins",
    "vardtrad.shared.drafts.middleware.forget_sent",
]

ROOT_URLCONF = "vardtrad.config.urls"
WSGI_APPLICATION = "vardtrad.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        # A template is called by its room: "cases/staff/lists/list.html" (vardtrad.shared.web.jinja.RoomLoader).
        "DIRS": [BASE_DIR],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "vardtrad.shared.web.jinja.environment",
            "context_processors": [
                "vardtrad.shared.web.jinja.page_context",
            ],
        },
    }
]
# What the frame of the staff tool asks for the member of staff's work that is under way
# (vardtrad.cases.staff.frame.shown.jobs_under_way): the rooms above the frame know of it, the frame does not.
STAFF_JOBS_UNDER_WAY = "vardtrad.cases.staff.bulk.views.under_way"
# Letters whose words are made when they are drawn, by kind: a function that is given the letter
# (vardtrad.operations.letters.drawing).
LETTER_WORDS: dict[str, str] = {"password": "vardtrad.shared.login.password.letters.words"}
# What the login pages of the demo tell of its people, and the tour through it (vardtrad.shared.login.demo.Tour).
DEMO_TOUR = "vardtrad.config.demo.tour.RegionTour"
FORM_RENDERER = "django.forms.renderers.Jinja2"

LANGUAGE_CODE = "sv"
# Each language by its own name, whatever the language of the page.
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "shared" / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT") or None
# Files for all pages are named by their path in shared/web/static ("css/vardtrad.css"); the others by their room:
# "cases/staff/lists/lists.css" is cases/staff/lists/static/lists.css.
_OF_EVERY_PAGE = BASE_DIR / "shared" / "web" / "static"
STATICFILES_DIRS = [
    _OF_EVERY_PAGE,
    *(
        (folder.parent.relative_to(BASE_DIR).as_posix(), folder)
        for folder in sorted(BASE_DIR.rglob("static"))
        if folder != _OF_EVERY_PAGE
    ),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cookies. Residents and staff have a session cookie each (vardtrad.shared.login); these are Django's own.
SECURE_COOKIES = PUBLIC_URL.startswith("https://")
# As shared/login/cookies.py does it for the others: for this very host where there is TLS, and gone with the browser.
CSRF_COOKIE_NAME = "__Host-vt_csrf" if SECURE_COOKIES else "vt_csrf"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "vardtrad.shared.web.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_COOKIES else None
# The proxies whose word on where a request comes from is believed; addresses or networks, with commas between.
TRUSTED_PROXIES = [ip_network(text.strip()) for text in env("TRUSTED_PROXIES").split(",") if text.strip()]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# How many seconds a request's body may take, and a little more the longer it is (config/serving.py).
REQUEST_SECONDS = float(env("REQUEST_SECONDS", "20"))

# Sessions (ASVS 7.3.1–2): the most minutes without a request, and the most hours in total.
SESSION_IDLE_MINUTES = int(env("SESSION_IDLE_MINUTES", "30"))
SESSION_ABSOLUTE_HOURS = int(env("SESSION_ABSOLUTE_HOURS", "10"))

# The ways in, each a row of a TOML file (vardtrad.shared.login.ways.rows); `vardtrad ways check` tries them.
WAYS: list[dict[str, object]] = []
if env("WAYS_FILE"):
    WAYS = ways_file.read(Path(env("WAYS_FILE")))
# Rows of the way that is our own and has no provider: an ordered password and a code by SMS.
PASSWORD_WAYS = ways_file.password_rows(WAYS)
WAYS = ways_file.provider_rows(WAYS)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# To whom faults of accessibility are told, an e-mail address or a telephone number; it stands in the statement.
ACCESSIBILITY_CONTACT = env("ACCESSIBILITY_CONTACT")

# E-mail: real SMTP in production and in the tests, a folder of files in demo mode.
EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = env("EMAIL_FOLDER") or None
EMAIL_HOST = env("SMTP_HOST", "localhost")
EMAIL_PORT = int(env("SMTP_PORT", "25"))
EMAIL_HOST_USER = env("SMTP_USER")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS")
EMAIL_TIMEOUT = 20
# A letter names who has something waiting in care: it leaves the machine in the clear only if that is asked for.
SMTP_PLAIN = EMAIL_BACKEND.endswith("smtp.EmailBackend") and not EMAIL_USE_TLS and not stays_here(EMAIL_HOST)
if SMTP_PLAIN and not flag("SMTP_UNPROTECTED"):
    raise ImproperlyConfigured(
        "VARDTRAD_SMTP_HOST är en annan dator, och VARDTRAD_SMTP_TLS är inte på: breven kan läsas på vägen. Sätt"
        " VARDTRAD_SMTP_TLS=1, eller VARDTRAD_SMTP_UNPROTECTED=1 om nätet skyddas på annat sätt."
    )
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "Vårdtråd <inget-svar@vardtrad.invalid>")
# Where e-mails that cannot be delivered come back to: each is sent with a return path of its own made from this address
# ("studs@vard.example"), and the mail server hands what comes to it over in a Maildir, or to `vardtrad bounces`.
BOUNCE_ADDRESS, BOUNCE_MAILDIR = env("BOUNCE_ADDRESS"), env("BOUNCE_MAILDIR")
if BOUNCE_ADDRESS and not is_return_address(BOUNCE_ADDRESS):
    raise ImproperlyConfigured(
        "VARDTRAD_BOUNCE_ADDRESS ska vara en adress med högst 20 tecken före @, till exempel studs@vard.example"
    )
# Text messages: the gateway's address (smpps://, smpp://, https://, http://, or folder:/path for the demo), who we are
# there, and the sender that recipients see. Empty sends none, and nobody is offered any.
try:
    SMS = sms_settings.read(
        env("SMS_URL"),
        user=env("SMS_USER"),
        password=env("SMS_PASSWORD"),
        sender=env("SMS_FROM"),
        seconds=env("SMS_SECONDS", "10"),
        each_second=env("SMS_PER_SECOND", "10"),
        countries=env("SMS_COUNTRIES", "SE"),
        authorities=env("SMS_AUTHORITIES"),
    )
except sms_settings.WrongSms as wrong:
    raise ImproperlyConfigured(str(wrong)) from None
SMS_PLAIN = not SMS.protected and not stays_here(SMS.url.hostname or "")
if SMS_PLAIN and not flag("SMS_UNPROTECTED"):
    raise ImproperlyConfigured(
        "VARDTRAD_SMS_URL är en annan dator, och förbindelsen är inte krypterad: numren och koderna kan läsas på vägen."
        " Använd smpps:// eller https://, eller VARDTRAD_SMS_UNPROTECTED=1 om nätet skyddas på annat sätt."
    )
# Staff get one mail for all cases, and one for all tasks and one for all requests to be listed, that come within so
# many minutes, the first at once; 0 is a mail for each.
NOTICE_MINUTES = int(env("NOTICE_MINUTES", "10"))
# For how many seconds staff may take back an answer or a closing (ADR 32); 0 carries it out at once.
UNDO_SECONDS = max(0, int(env("UNDO_SECONDS", "10")))

# Decision 10 of the design: a protected person reaches a clinic only after that clinic's approval.
PROTECTED_NEEDS_APPROVAL = flag("PROTECTED_NEEDS_APPROVAL", "1")

# "Vem har läst om mig": "unit" tells which unit has read, "role" also the profession, "name" also who it was. Whether
# the names of staff are told is for the region to decide.
OWN_LOG_SHOWS = env("OWN_LOG_SHOWS", "role")
if OWN_LOG_SHOWS not in {"unit", "role", "name"}:
    raise ImproperlyConfigured("VARDTRAD_OWN_LOG_SHOWS ska vara unit, role eller name")

# The region's name in the texts that come with the product ("Region Norr"), and the pages that they lead to (https):
# compensation for travel, and common questions about the care guarantee. Without an address the words stand alone.
REGION_NAME = env("REGION_NAME", "regionen")
TRAVEL_URL = env("TRAVEL_URL")
FAQ_URL = env("FAQ_URL")

# Where a change of a person's listing is made: in the product's own copy, or by a function that calls a register.
POPULATION_REGISTER = env("POPULATION_REGISTER", "vardtrad.shared.people.population.own_copy")

# Personuppgiftstjänsten (GetPersonsForProfile), where the register is asked and not only loaded from files: its address
# (https), the logical address, this installation's certificate and key, those who vouch for the service (PEM files),
# the version of the contract's domain (3 or 5), and the seconds after which an answer is not waited for.
REGISTER_URL = env("REGISTER_URL")
REGISTER_LOGICAL_ADDRESS = env("REGISTER_LOGICAL_ADDRESS")
REGISTER_CERTIFICATE = env("REGISTER_CERTIFICATE")
REGISTER_KEY = env("REGISTER_KEY")
REGISTER_AUTHORITIES = env("REGISTER_AUTHORITIES")
REGISTER_VERSION = int(env("REGISTER_VERSION", "3"))
REGISTER_SECONDS = float(env("REGISTER_SECONDS", "5"))

# How many minutes a process remembers the rendered rows of lists, which hold names; 0 switches it off (ADR 24).
REMEMBER_ROWS_MINUTES = int(env("REMEMBER_ROWS_MINUTES", "15"))

# The virus scanner: clamd at unix:/path or tcp://host:port. Without a scanner no file can be attached (B-30).
CLAMD = env("CLAMD")
# clamd speaks no TLS, and a file is patient data: it leaves the machine only if that is asked for.
CLAMD_PLAIN = CLAMD.startswith("tcp:") and not stays_here(urlsplit(CLAMD).hostname or "")
if CLAMD_PLAIN and not flag("CLAMD_UNPROTECTED"):
    raise ImproperlyConfigured(
        "VARDTRAD_CLAMD är en annan dator: filerna kan läsas på vägen. Låt clamd svara på den här datorn, eller sätt"
        " VARDTRAD_CLAMD_UNPROTECTED=1 om nätet skyddas på annat sätt."
    )
FILE_LIMIT = int(env("FILE_LIMIT_MB", "20")) * 1_000_000
# An uploaded file is kept in memory only: nothing is left on a disk, whatever happens
# (shared/web/encoding.py bounds it).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = FILE_LIMIT + 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Design decision 13: Öppenvård registers the permanent care contact; a region may let Slutenvård do it too.
INPATIENT_REGISTERS_CONTACTS = flag("INPATIENT_REGISTERS_CONTACTS")
# Without the ward's decision on a SIP it is not known whether a call is needed (lag (2017:612) 5 kap. 3 §). Those days
# are shown but not billed, unless a region's agreements say otherwise.
PAYMENT_NEEDS_SIP_DECISION = not flag("PAYMENT_WITHOUT_SIP_DECISION")


# Within how many working days a unit answers a person who asks for a SIP (B-52).
SIP_REQUEST_WORKING_DAYS = max(1, int(env("SIP_REQUEST_WORKING_DAYS", "5")))

# The lists whose values the region decides (001-260): codes and words. A TOML file may replace any of them. The codes
# of sip_decision that the law says something about stand in vardtrad.planning.svu.sip_decisions; no other asks for a
# call.
PLANNING_LISTS: dict[str, dict[str, str]] = {
    "discharged_to": {
        "ordinart": "Ordinärt boende",
        "sarskilt": "Särskilt boende",
        "korttid": "Korttidsboende",
        "annan_slutenvard": "Annan slutenvård",
        "annat": "Annat, se kommentar",
    },
    "sip_decision": {
        "hemma": "SIP ska genomföras i hemmet efter utskrivning",
        "sjukhus": "SIP ska genomföras före utskrivning",
        "distans": "SIP ska genomföras på distans",
        "pagaende": "Pågående SIP ska följas upp",
        "lpt": "Samordnad vårdplan enligt 7 a § LPT (öppen psykiatrisk tvångsvård)",
        "lrv": "Samordnad vårdplan enligt 12 a § LRV (öppen rättspsykiatrisk vård)",
        "behovs_inte": "SIP behövs inte",
        "nej_tack": "Patienten önskar ingen SIP",
    },
    "activity_status": {
        "planerad": "Planerad",
        "pagar": "Pågår",
        "klar": "Genomförd",
        "avbruten": "Avbruten",
    },
    "sip_initiators": {
        "individen": "Den enskilde",
        "narstaende": "Närstående",
        "slutenvard": "Slutenvård",
        "oppenvard": "Öppenvård",
        "kommun": "Kommun",
        "skola": "Skola",
        "annan": "Annan",
    },
}
if env("LISTS_FILE"):
    PLANNING_LISTS |= tomllib.loads(Path(env("LISTS_FILE")).read_text(encoding="utf-8"))

# What help pages carry as any steering document of a region does (002-040): a TOML file says who answers for them.
HELP: dict[str, object] = {}
if env("HELP_FILE"):
    HELP |= tomllib.loads(Path(env("HELP_FILE")).read_text(encoding="utf-8"))

# Lines that a person reads, or objects of JSON on a line each. Times are UTC either way.
LOG_FORMAT = env("LOG_FORMAT", "line")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured("VARDTRAD_LOG_FORMAT ska vara line eller json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": formatter(LOG_FORMAT)},
    "filters": {"short": {"()": "vardtrad.config.logs.Short"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO")},
    # What makes the PDF files tells of every font, and of every sign without one: that sign is somebody's text.
    "loggers": {"django.server": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}}
    | {"weasyprint": {"level": "ERROR"}},
}
