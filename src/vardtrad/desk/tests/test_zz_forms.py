from __future__ import annotations
from uuid import uuid4
import pytest
from vardtrad.tasks import actions as tasks
from vardtrad.outgoing import actions as out
from vardtrad.cases.models import CaseType, Service
from tests.people import now

ODD = [
    "",
    "0",
    "-1",
    "x",
    "\x00",
    "9" * 5000,
    "0001-01-01",
    "9999-12-31",
    "00:00",
    "a" * 30000,
    "[[x]]" * 300,
    "{namn}" * 2000,
    str(uuid4()),
    "\ud83d",
    "²",
    "٣",
    "p:",
    "p:x",
    "g:" + str(uuid4()),
    "e:" + str(uuid4()),
]


def test_forms(region, olle, alva, adam):
    case = alva.sends(region.services["b", "renewal"])
    olle.does("assign", case, olle.staff)
    task = tasks.add(olle.actor, case, "Gör", submit_key=uuid4()).thing
    t = CaseType.objects.create(code="t", name="T", direction="information")
    Service.objects.create(clinic=region.b, case_type=t, open=True)
    d = out.begin(olle.actor, region.b, t)
    out.add(olle.actor, d, alva.person)
    c = f"arende/{case.id}/"
    base = lambda: {"submit_key": str(uuid4()), "seen": str(now(case).content)}
    forms = {
        c + "besvara": "text day hour gor plus seen submit_key",
        c + "motfraga": "text reply day hour gor plus",
        c + "avsluta": "reason",
        c + "omfordela": "to",
        c + "fordela": "to",
        c + "anteckning": "text gor",
        c + "kollega": "whom person text gor",
        c + "kollegasvar": "text",
        c + "bradskande": "gor",
        c + "undan": "until when",
        c + "koppla": "other",
        c + "utkast": "utkast slang text",
        c + "ta": "seen",
        f"uppgifter/{task.id}/steg": "move note arende",
        f"uppgifter/{task.id}/lamna": "to",
        f"uppgifter/{task.id}/andra": "text due",
        "lista/filter": "lista fraga person fran till status hanterare arendetyp",
        "lista/sok": "lista fraga ord",
        "vyer/ny": "lista fraga namn",
        "markerade": "lista fraga atgard arende alla",
        "skicka/": "template utskick",
        f"skicka/{d.id}/mottagare": "number q gor mottagare",
        f"skicka/{d.id}/": "to group text lagg_till",
        "installningar/": "display_name own_signature uses_own_signature email shortcuts was",
        "installningar/ersattare/": "substitute first last",
        "installningar/standardsvar/nytt/": "name use case_type order text infoga visa was",
    }
    from django.urls import get_resolver

    bad = []
    seen404 = set()
    for path, names in forms.items():
        for name in names.split():
            for value in ODD:
                data = base() | {
                    "text": "hej",
                    "gor": "senare" if name in ("day", "hour") else "",
                    "day": "2026-12-01",
                    "hour": "07:00",
                    "lista": "arenden/",
                    "reply": "ask",
                    "first": "2026-12-01",
                    "last": "2026-12-02",
                    "when": "datum" if name == "until" else "",
                }
                if name == "lista":
                    pass
                else:
                    data["lista"] = "arenden"
                if name == "day":
                    data["hour"] = "00:00"
                data[name] = value
                try:
                    a = olle.browser.post(olle.address(path), data)
                    if a.status_code >= 500:
                        bad.append((path, name, value[:20], a.status_code))
                    if a.status_code == 404:
                        seen404.add((path, name))
                except Exception as e:
                    bad.append((path, name, value[:20], repr(e)[:150]))
    print("404", sorted(seen404))
    assert not bad, "\n".join(map(str, bad))
