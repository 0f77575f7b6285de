"""The pages' WSGI application; ``vardtrad serve`` runs it by ``vardtrad.config.serving``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")

application = get_wsgi_application()
