"""The page of a plan with its rows, as the tests of Samordnad individuell plan open and save it."""

from __future__ import annotations

from vardtrad.planning.fields.groups import path_in
from vardtrad.planning.fields.queries import rows

GOALS, ACTIVITIES, OTHERS, UNITS = "delmal", "aktivitet", "deltagare", "enheter"


def page(who, sip, row=None, step="plan"):
    """The plan's page, with a row open."""
    return who.browser.open(f"{who.base}sip/{sip.key}/{step}/" + (f"?rad={row.hex}" if row else ""))


def save(who, sip, path, value, revision=0, form="plan"):
    """Save a field in the way that autosave.js does."""
    data = {"path": path, "value": value, "revision": str(revision)}
    headers = {"Accept": "application/json"}
    return who.browser.post(f"{who.base}sip/{sip.key}/falt/{form}/spara", data, headers=headers)


def told(who, sip, *open_rows, form="plan"):
    """What an open page is told: the fields by path, and the rows."""
    query = "&".join(f"rad={row.hex}" for row in open_rows)
    answer = who.browser.get(
        f"{who.base}sip/{sip.key}/falt/{form}/varden?{query}", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    return answer.json()


def standing(sip, group, under=None):
    """The keys of the rows of a group that stand, in their order."""
    return [row.id for row in rows(sip.key) if row.group == group and row.parent == under and not row.removed]


def path(group, row, name):
    """The path of a field of a row."""
    return path_in(group, row, name)
