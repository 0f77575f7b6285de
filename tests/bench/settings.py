"""The product's settings for the bare page: same database, same engine, no login and no middleware of ours."""

from __future__ import annotations

from pathlib import Path

from vardtrad.config.settings import *  # noqa: F403
from vardtrad.config.settings import TEMPLATES as _TEMPLATES

ROOT_URLCONF = "tests.bench.bare"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [
    {
        **_TEMPLATES[0],
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "OPTIONS": {"environment": "vardtrad.shared.web.jinja.environment"},
    }
]
