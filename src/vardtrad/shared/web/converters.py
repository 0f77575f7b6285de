"""What an address may hold besides words of ours and uuids."""

from __future__ import annotations

from functools import cache

from django.urls import register_converter
from django.urls.converters import IntConverter


class FewDigits(IntConverter):
    """The place of a question, or the number of a version or a plan: too few digits for a personal number."""

    regex = "[0-9]{1,5}"


@cache
def register() -> None:
    """Make ``<few_digits:…>`` known; every module of addresses that uses it asks, whichever is read first."""
    register_converter(FewDigits, "few_digits")
