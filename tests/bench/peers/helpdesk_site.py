"""django-helpdesk as the benchmark serves it: settings, filling, and its WSGI application. Run by its own environment.

``python helpdesk_site.py COUNT`` migrates the database that ``PEER_DATABASE`` names and makes so many tickets.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

PARTS = urlsplit(os.environ["PEER_DATABASE"])
QUERY = {name: values[0] for name, values in parse_qs(PARTS.query).items()}
settings.configure(
    SECRET_KEY="bench",
    LOGGING={
        "version": 1,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["console"]},
    },
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="helpdesk_urls",
    SITE_ID=1,
    USE_TZ=True,
    STATIC_URL="/static/",
    LOGIN_URL="/login/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
        "django.contrib.sites", "django.contrib.humanize", "django.contrib.staticfiles", "django.contrib.admin",
        "rest_framework", "helpdesk",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None, "NAME": unquote(PARTS.path[1:]),
        "USER": unquote(PARTS.username or ""), "PASSWORD": unquote(PARTS.password or ""),
        "HOST": QUERY.get("host", PARTS.hostname or ""), "PORT": str(PARTS.port or QUERY.get("port", "")),
    }},
)  # fmt: skip


def fill(count: int) -> None:
    """Make the tables, a queue, somebody on the staff with a session, and tickets: three of four are closed."""
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from helpdesk.models import FollowUp, Queue, Ticket

    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("bench", "bench@example.org", "bench")
    queue = Queue.objects.create(title="Bench", slug="bench", allow_public_submission=True)
    tickets = Ticket.objects.bulk_create(
        [
            Ticket(
                queue=queue, title=f"Recept {number}", description="Beskriv ditt ärende", priority=3,
                status=Ticket.CLOSED_STATUS if number % 4 else Ticket.OPEN_STATUS,
                submitter_email="p@example.org",
            )
            for number in range(count)
        ],
        batch_size=2000,
    )  # fmt: skip
    FollowUp.objects.bulk_create(
        [FollowUp(ticket=ticket, title="Kommentar", comment="Hej", public=True, user=user) for ticket in tickets],
        batch_size=2000,
    )
    session = SessionStore()
    session.update({
        "_auth_user_id": str(user.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": user.get_session_auth_hash(),
    })  # fmt: skip
    session.create()
    print(session.session_key, queue.pk)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
else:
    application = get_wsgi_application()
