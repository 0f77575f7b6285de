"""Who walks at random through a plan in the stateful models of SVU and SIP, and where each of them works."""

from __future__ import annotations

from hypothesis import strategies as st

PEOPLE = ["vera", "ulla", "agda", "oskar", "olga", "rolf", "karin", "kurt", "extern"]
PARTY = dict.fromkeys(("vera", "ulla", "agda"), "S") | dict.fromkeys(("oskar", "olga", "rolf", "extern"), "Ö")
PARTY |= dict.fromkeys(("karin", "kurt"), "K")
PLACE = {
    "vera": "ward_a", "ulla": "ward_a", "agda": "ward_b", "oskar": "health_centre", "olga": "health_centre",
    "rolf": "rehab", "karin": "care_office", "kurt": "home_care", "extern": "private_unit",
}  # fmt: skip
PLACE_PARTY = {PLACE[name]: PARTY[name] for name in PEOPLE if name != "extern"}
LICENSED = {"vera", "agda", "oskar", "rolf", "kurt", "extern"}
FULL, LIMITED = {"consented", "harm"}, {"refused", "withdrawn"}

people = st.sampled_from(PEOPLE)
