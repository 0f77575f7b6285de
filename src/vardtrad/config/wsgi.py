"""The pages' WSGI application, which ``vardtrad serve`` runs in granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")

application = get_wsgi_application()
