"""Units of UCUM that care uses, and what of them can be converted into each other.

A library for all of UCUM would bring a parser and half a megabyte of units for a comparison of kilograms with grams;
units outside this table compare only with themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

UCUM = "http://unitsofmeasure.org"

_D = Decimal
_FACTORS: Mapping[str, Mapping[str, Decimal]] = {
    "mass": {
        "kg": _D(1000),
        "g": _D(1),
        "mg": _D("1e-3"),
        "ug": _D("1e-6"),
        "ng": _D("1e-9"),
        "t": _D("1e6"),
        "[lb_av]": _D("453.59237"),
        "[oz_av]": _D("28.349523125"),
        "[stone_av]": _D("6350.29318"),
        "hg": _D(100),
    },
    "length": {
        "km": _D(1000),
        "m": _D(1),
        "dm": _D("0.1"),
        "cm": _D("0.01"),
        "mm": _D("1e-3"),
        "um": _D("1e-6"),
        "nm": _D("1e-9"),
        "[mi_i]": _D("1609.344"),
        "[yd_i]": _D("0.9144"),
        "[ft_i]": _D("0.3048"),
        "[in_i]": _D("0.0254"),
    },
    "time": {
        "a": _D(31557600),
        "mo": _D(2629800),
        "wk": _D(604800),
        "d": _D(86400),
        "h": _D(3600),
        "min": _D(60),
        "s": _D(1),
        "ms": _D("1e-3"),
    },
    "volume": {
        "m3": _D(1000),
        "L": _D(1),
        "l": _D(1),
        "dL": _D("0.1"),
        "cL": _D("0.01"),
        "mL": _D("1e-3"),
        "ml": _D("1e-3"),
        "uL": _D("1e-6"),
    },
    "pressure": {"Pa": _D(1), "kPa": _D(1000), "mm[Hg]": _D("133.322387415"), "bar": _D(100000)},
    "energy": {"J": _D(1), "kJ": _D(1000), "cal": _D("4.184"), "kcal": _D(4184), "[Cal]": _D(4184)},
    "amount": {"mol": _D(1), "mmol": _D("1e-3"), "umol": _D("1e-6"), "nmol": _D("1e-9")},
    "amount in volume": {
        "mol/L": _D(1),
        "mmol/L": _D("1e-3"),
        "umol/L": _D("1e-6"),
        "nmol/L": _D("1e-9"),
        "pmol/L": _D("1e-12"),
    },
    "mass in volume": {"g/L": _D(1), "g/dL": _D(10), "mg/L": _D("1e-3"), "mg/dL": _D("0.01"), "ug/L": _D("1e-6")},
    "rate": {"/min": _D(1), "{beats}/min": _D(1), "{breaths}/min": _D(1), "/s": _D(60)},
    "share": {"%": _D("0.01"), "1": _D(1)},
}
_KIND = {unit: kind for kind, factors in _FACTORS.items() for unit in factors}


def name(quantity: Mapping[str, Any]) -> str:
    """What the unit of a quantity is called on the screen; "" without one."""
    for key in ("unit", "code"):
        word = quantity.get(key)
        if isinstance(word, str) and word:
            return word
    return ""


def in_unit_of(quantity: Mapping[str, Any], value: Decimal, other: Mapping[str, Any]) -> Decimal | None:
    """The value of a quantity in another one's unit; None when the units can't be converted.

    Two units are the same when their system and code agree or, where one has no code, their names. A quantity without
    any unit compares with one without any unit only.
    """
    code, other_code = quantity.get("code"), other.get("code")
    if code and other_code:
        if quantity.get("system") != other.get("system"):
            return None
        if code == other_code:
            return value
    elif name(quantity) == name(other):
        return value
    else:
        return None
    if quantity.get("system") != UCUM:
        return None
    if {code, other_code} == {"Cel", "[degF]"}:
        return value * 9 / 5 + 32 if code == "Cel" else (value - 32) * 5 / 9
    kind = _KIND.get(code)
    if kind is None or _KIND.get(other_code) != kind:
        return None
    return value * _FACTORS[kind][code] / _FACTORS[kind][other_code]
