"""The form with which an administrator writes the danger signs of a case type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy
from typing_extensions import override

from vardtrad.shared.web.forms import LongText, PlainForm

LIMIT = 5_000
HINT = gettext_lazy("Ett tecken på varje rad. Lämna rutan tom om inget ska frågas.")


class SignsForm(PlainForm):
    """The signs for adults and those for children, a line for each; ``seen`` is the number of the version shown."""

    adults = LongText(max_length=LIMIT, required=False, label=gettext_lazy("Vuxna"), help_text=HINT)
    children = LongText(max_length=LIMIT, required=False, label=gettext_lazy("Barn (under 18 år)"), help_text=HINT)

    @override
    def clean(self) -> dict[str, Any]:
        """Each list as its lines, without empty ones and repeats."""
        cleaned = super().clean()
        for name in ("adults", "children"):
            lines = (" ".join(line.split()) for line in str(cleaned.get(name, "")).splitlines())
            cleaned[f"{name}_signs"] = list(dict.fromkeys(line for line in lines if line))
        return cleaned


def as_lines(signs: Sequence[str]) -> str:
    """A list as it is written in its box."""
    return "\n".join(signs)
