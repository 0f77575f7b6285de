"""The product's settings with what a test run needs. Nothing of the surrounding environment is used.

The first process of a run chooses a mark, keys and folders and passes them in the environment to xdist's workers
and to the processes that the tests start.
"""

from __future__ import annotations

import os
import secrets

if "VARDTRAD_TEST_MARK" not in os.environ:
    for name in [name for name in os.environ if name.startswith("VARDTRAD_") and name != "VARDTRAD_TEST_SERVER"]:
        del os.environ[name]
    _mark = secrets.token_hex(4)
    os.environ.update(
        VARDTRAD_TEST_MARK=_mark,
        VARDTRAD_SECRET_KEY=secrets.token_urlsafe(32),
        VARDTRAD_TRACE_KEY=secrets.token_urlsafe(32),
        VARDTRAD_EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        # Nobody answers here: tests/database.py sets the real address, for tests that need the database.
        DATABASE_URL="postgresql://vardtrad_app@/not-asked-for?host=/nonexistent",
        # A server that several runs share has roles of each run (vardtrad.config.databases).
        **(
            {"VARDTRAD_APP_ROLE": f"vardtrad_app_{_mark}", "VARDTRAD_DATABASE_UNVERIFIED": "1"}
            if os.environ.get("VARDTRAD_TEST_SERVER")
            else {}
        ),
    )

from vardtrad.config.settings import *  # noqa: F403
from vardtrad.config.settings import INSTALLED_APPS as _INSTALLED_APPS
from vardtrad.config.settings import MIDDLEWARE as _MIDDLEWARE

# An answer goes out at once; the tests of taking it back set a time.
UNDO_SECONDS = 0
INSTALLED_APPS = [*_INSTALLED_APPS, "tests.toy"]
# Every browser of a test has the middleware of its own, and each would list all static files again.
MIDDLEWARE = [name.replace("whitenoise.middleware", "tests.static_files") for name in _MIDDLEWARE]
