"""A form as the engine works with it: what a Questionnaire says, sorted by what it does.

The Questionnaire itself is kept beside it (``Form.source``): export gives that, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

CHOICES = frozenset({"choice", "open-choice"})
TYPES = frozenset(
    {
        "group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url",
        "choice", "open-choice", "attachment", "reference", "quantity",
    }
)  # fmt: skip
"""The types that may be answered or shown. ``question`` is abstract: a form with it is not usable."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A FHIRPath expression; ``language`` is what the form says, and others than FHIRPath are not carried out."""

    text: str
    language: str = "text/fhirpath"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value as FHIR writes it: ``key`` is "valueCoding", ``raw`` the JSON."""

    key: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a question offers."""

    value: Value
    selected: bool = False
    exclusive: bool = False
    prefix: str = ""
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """An enableWhen: the item is there when the answer to ``question`` compares so with ``value``."""

    question: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Constraint:
    """What must hold for an item or the whole form, as a FHIRPath expression."""

    key: str
    hinders: bool
    expression: Expression
    sentence: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer must keep to besides its type. None and () mean no limit."""

    smallest: Value | Expression | None = None
    largest: Value | Expression | None = None
    min_length: int | None = None
    max_length: int | None = None
    decimals: int | None = None
    pattern: str | None = None
    example: str = ""
    """How the answer is written (entryFormat): shown with the question and when the pattern refuses."""
    min_occurs: int | None = None
    max_occurs: int | None = None
    content_types: tuple[str, ...] = ()
    max_size: Decimal | None = None
    """Bytes of an attachment."""
    units: tuple[Mapping[str, Any], ...] = ()
    unit_list: str | None = None
    refers_to: tuple[str, ...] = ()
    """Types of resource that a reference may point at."""


NO_LIMITS = Limits()


@dataclass(slots=True, eq=False)
class Item:
    """A question, a group, or a text to read.

    ``number`` is its place in the form, counted from the top in reading order; ``ancestors`` are the items it stands
    in, outermost first.
    """

    link_id: str
    type: str
    number: int
    ancestors: tuple[Item, ...]
    path: str
    text: str = ""
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    options: tuple[Option, ...] = ()
    code_list: str | None = None
    initial: tuple[Value, ...] = ()
    initial_expression: Expression | None = None
    conditions: tuple[Condition, ...] = ()
    all_conditions: bool = False
    enabled_by: Expression | None = None
    calculated_by: Expression | None = None
    constraints: tuple[Constraint, ...] = ()
    variables: tuple[Expression, ...] = ()
    limits: Limits = NO_LIMITS
    control: str = ""
    unit: Mapping[str, Any] | None = None
    refusal: str = ""
    """The form's own sentence for an answer that can't be taken."""
    row_name: str = ""
    """What the button that adds a row says."""
    columns: bool = False
    """Whether the options stand beside each other."""
    source: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it takes answers."""
        return self.type not in {"group", "display", "question"}

    @property
    def label(self) -> str:
        """What the item is called on the screen."""
        return self.text or self.link_id


@dataclass(slots=True, eq=False)
class Form:
    """A whole form. ``code_lists`` are those it carries itself, by "#id" and by their address."""

    source: Mapping[str, Any]
    url: str = ""
    version: str = ""
    status: str = ""
    title: str = ""
    description: str = ""
    starts: str = ""
    ends: str = ""
    items: tuple[Item, ...] = ()
    by_link_id: Mapping[str, Item] = field(default_factory=dict)
    code_lists: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    variables: tuple[Expression, ...] = ()

    @property
    def takes_files(self) -> bool:
        """Whether any question asks for a file."""
        return any(item.type == "attachment" for item in self.in_order)

    @property
    def in_order(self) -> list[Item]:
        """All items, from the top down."""
        result: list[Item] = []
        waiting = list(reversed(self.items))
        while waiting:
            item = waiting.pop()
            result.append(item)
            waiting.extend(reversed(item.items))
        return result
