"""What the numbers of law lead to, in dates that a lawyer can read.

The rows are worked out by hand. Every moment is Swedish time. ``tests/house/test_examples_of_law.py`` compares each
row with what the product counts, and ``docs/law/numbers.md`` prints the same rows.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime
from typing import assert_never

from vardtrad.kernel.clock import STOCKHOLM
from vardtrad.kernel.law import Topic

Cell = str | int | date | datetime | None
"""What stands in a table: a datetime is a moment in Sweden, None is nothing."""


@dataclass(frozen=True, slots=True)
class PaymentExample:
    """A notice of utskrivningsklar: when it was ``sent``, and the first day that the municipality pays for.

    ``ready`` is the day from which the patient is ready. ``left`` is the day of leaving, None while the patient stays;
    ``days`` then says how many days are paid for.
    """

    words: str
    sent: datetime
    ready: date
    begins: date
    left: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeExample:
    """An admission: the day when the patient was ``admitted``, and the ``last`` day for the admission notice."""

    words: str
    admitted: date
    last: date


@dataclass(frozen=True, slots=True)
class CallExample:
    """A notice of utskrivningsklar: when it was ``sent``, and the ``last`` day for the call to a SIP."""

    words: str
    sent: datetime
    last: date


@dataclass(frozen=True, slots=True)
class BirthdayExample:
    """A child: when it was ``born``, and the ``first`` day on which it has a login of its own."""

    words: str
    born: date
    first: date


@dataclass(frozen=True, slots=True)
class ExampleTable:
    """The examples of a topic as a table, with Swedish headings."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _at(year: int, month: int, day: int, hour: int, minute: int, *, second_time: bool = False) -> datetime:
    """A moment in Sweden; ``second_time`` for the hour that comes twice when summer time ends."""
    return datetime(year, month, day, hour, minute, fold=int(second_time), tzinfo=STOCKHOLM)


PAYMENT = (
    PaymentExample("En måndag förmiddag", _at(2026, 11, 16, 9, 0), date(2026, 11, 16), date(2026, 11, 19)),
    PaymentExample("Sista minuten före klockan 12", _at(2026, 11, 16, 11, 59), date(2026, 11, 16), date(2026, 11, 19)),
    PaymentExample(
        "På slaget klockan 12: inte efter klockan 12", _at(2026, 11, 16, 12, 0), date(2026, 11, 16), date(2026, 11, 19)
    ),
    PaymentExample("Första minuten efter klockan 12", _at(2026, 11, 16, 12, 1), date(2026, 11, 16), date(2026, 11, 20)),
    PaymentExample("Strax före midnatt", _at(2026, 11, 16, 23, 59), date(2026, 11, 16), date(2026, 11, 20)),
    PaymentExample("Strax efter midnatt, svensk tid", _at(2026, 11, 17, 0, 1), date(2026, 11, 17), date(2026, 11, 20)),
    PaymentExample(
        "En fredag förmiddag: helgen räknas med", _at(2026, 11, 20, 9, 0), date(2026, 11, 20), date(2026, 11, 23)
    ),
    PaymentExample(
        "En fredag eftermiddag: helgen räknas med", _at(2026, 11, 20, 15, 0), date(2026, 11, 20), date(2026, 11, 24)
    ),
    PaymentExample(
        "Dagen före julafton: juldagarna räknas med", _at(2026, 12, 23, 9, 0), date(2026, 12, 23), date(2026, 12, 26)
    ),
    PaymentExample(
        "Före midsommar, sista minuten före klockan 12 i sommartid",
        _at(2026, 6, 18, 11, 59),
        date(2026, 6, 18),
        date(2026, 6, 21),
    ),
    PaymentExample("Över natten då sommartiden börjar", _at(2026, 3, 28, 9, 0), date(2026, 3, 28), date(2026, 3, 31)),
    PaymentExample(
        "Natten då sommartiden slutar, när klockan är 02.30 för andra gången",
        _at(2026, 10, 25, 2, 30, second_time=True),
        date(2026, 10, 25),
        date(2026, 10, 28),
    ),
    PaymentExample("Över skottdagen", _at(2028, 2, 27, 9, 0), date(2028, 2, 27), date(2028, 3, 1)),
    PaymentExample("Över årsskiftet, eftermiddag", _at(2026, 12, 29, 14, 0), date(2026, 12, 29), date(2027, 1, 2)),
    PaymentExample("Klar två dagar senare", _at(2026, 11, 16, 9, 0), date(2026, 11, 18), date(2026, 11, 21)),
    PaymentExample(
        "Hem samma dag som ansvaret inträder",
        _at(2026, 11, 16, 9, 0),
        date(2026, 11, 16),
        date(2026, 11, 19),
        date(2026, 11, 19),
        0,
    ),
    PaymentExample(
        "Hem två dagar senare",
        _at(2026, 11, 16, 9, 0),
        date(2026, 11, 16),
        date(2026, 11, 19),
        date(2026, 11, 21),
        2,
    ),
    PaymentExample(
        "Hem innan ansvaret inträder",
        _at(2026, 11, 16, 9, 0),
        date(2026, 11, 16),
        date(2026, 11, 19),
        date(2026, 11, 17),
        0,
    ),
)
"""For a region without terms of its own."""

ADMISSION_NOTICE = (
    NoticeExample("En tisdag", date(2026, 11, 17), date(2026, 11, 18)),
    NoticeExample("En fredag: lördagen räknas", date(2026, 11, 20), date(2026, 11, 21)),
    NoticeExample("En lördag: söndagen räknas", date(2026, 11, 21), date(2026, 11, 22)),
    NoticeExample("Julafton: juldagen räknas", date(2026, 12, 24), date(2026, 12, 25)),
    NoticeExample("Nyårsafton", date(2026, 12, 31), date(2027, 1, 1)),
    NoticeExample("Dagen före skottdagen", date(2028, 2, 28), date(2028, 2, 29)),
    NoticeExample("Sista februari ett vanligt år", date(2027, 2, 28), date(2027, 3, 1)),
    NoticeExample("Dagen före den då sommartiden börjar", date(2026, 3, 28), date(2026, 3, 29)),
    NoticeExample("Dagen då sommartiden slutar", date(2026, 10, 25), date(2026, 10, 26)),
)

CALL_TO_SIP = (
    CallExample("En måndag förmiddag", _at(2026, 11, 16, 9, 0), date(2026, 11, 19)),
    CallExample("En måndag eftermiddag: klockan 12 har ingen betydelse", _at(2026, 11, 16, 15, 0), date(2026, 11, 19)),
    CallExample("Strax före midnatt", _at(2026, 11, 16, 23, 59), date(2026, 11, 19)),
    CallExample("Strax efter midnatt, svensk tid", _at(2026, 11, 17, 0, 1), date(2026, 11, 20)),
    CallExample("En fredag: helgen räknas med", _at(2026, 11, 20, 15, 0), date(2026, 11, 23)),
    CallExample("Sista dagen är en lördag (se Att pröva)", _at(2026, 11, 18, 9, 0), date(2026, 11, 21)),
    CallExample("Sista dagen är juldagen (se Att pröva)", _at(2026, 12, 22, 9, 0), date(2026, 12, 25)),
    CallExample("Över natten då sommartiden börjar", _at(2026, 3, 27, 23, 30), date(2026, 3, 30)),
    CallExample(
        "Natten då sommartiden slutar, när klockan är 02.30 för andra gången",
        _at(2026, 10, 25, 2, 30, second_time=True),
        date(2026, 10, 28),
    ),
    CallExample("Strax efter midnatt i sommartid", _at(2026, 7, 7, 0, 30), date(2026, 7, 10)),
    CallExample("Över skottdagen", _at(2028, 2, 27, 9, 0), date(2028, 3, 1)),
)

OWN_LOGIN = (
    BirthdayExample("En vanlig dag", date(2013, 5, 14), date(2026, 5, 14)),
    BirthdayExample("Födelsedagen är en söndag", date(2013, 11, 22), date(2026, 11, 22)),
    BirthdayExample("Född på nyårsafton", date(2013, 12, 31), date(2026, 12, 31)),
    BirthdayExample("Född på nyårsdagen", date(2014, 1, 1), date(2027, 1, 1)),
    BirthdayExample("Född på skottdagen", date(2016, 2, 29), date(2029, 2, 28)),
    BirthdayExample("Född den 28 februari, fyller år ett skottår", date(2015, 2, 28), date(2028, 2, 28)),
    BirthdayExample("Född den 1 mars, fyller år ett skottår", date(2015, 3, 1), date(2028, 3, 1)),
    BirthdayExample("Fyller år dagen då sommartiden börjar", date(2013, 3, 29), date(2026, 3, 29)),
    BirthdayExample("Fyller år dagen då sommartiden slutar", date(2013, 10, 25), date(2026, 10, 25)),
)


MAJORITY = (
    BirthdayExample("En vanlig dag", date(2008, 5, 14), date(2026, 5, 14)),
    BirthdayExample("Född på skottdagen, fyller år ett vanligt år", date(2008, 2, 29), date(2026, 2, 28)),
    BirthdayExample("Född på nyårsafton", date(2008, 12, 31), date(2026, 12, 31)),
)


def table(topic: Topic) -> ExampleTable:
    """The examples of a topic, as docs/law prints them."""
    match topic:
        case Topic.PAYMENT:
            columns = (
                "Exempel",
                "Underrättelsen skickas",
                "Utskrivningsklar från",
                "Första dag som kommunen betalar för",
                "Skrivs ut",
                "Dagar att betala",
            )
            return _table(columns, PAYMENT)
        case Topic.ADMISSION_NOTICE:
            return _table(("Exempel", "Inskriven", "Sista dag för meddelandet"), ADMISSION_NOTICE)
        case Topic.CALL:
            return _table(("Exempel", "Underrättelsen lämnas", "Sista dag för kallelsen"), CALL_TO_SIP)
        case Topic.OWN_LOGIN:
            return _table(("Exempel", "Född", "Första dag med egen inloggning"), OWN_LOGIN)
        case Topic.MAJORITY:
            return _table(("Exempel", "Född", "Första dag som myndig"), MAJORITY)
    assert_never(topic)


def _table(
    columns: tuple[str, ...],
    examples: tuple[PaymentExample | NoticeExample | CallExample | BirthdayExample, ...],
) -> ExampleTable:
    return ExampleTable(columns, tuple(astuple(example) for example in examples))
