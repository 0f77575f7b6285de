"""An administrator decides the danger signs of a case type, and takes delivered forms into use (B-39, 002-018…036)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.danger_signs.actions import save_signs
from vardtrad.cases.case.danger_signs.models import SignsVersion
from vardtrad.cases.case.danger_signs.rules import MOST
from vardtrad.cases.staff.settings import delivered_signs
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Reason, Refused

BREATH, LIMP = "Svårt att andas", "Slapp och svår att väcka"


def page_of(who: Employee, region: Region) -> Page:
    return who.browser.open(who.address(f"administration/arendetyper/{region.renewal.id}/varningstecken/"))


@pytest.mark.req("B-39")
def test_an_administrator_writes_the_signs_and_each_saving_is_a_version(
    region: Region, adam: Employee, alva: Resident
) -> None:
    page = page_of(adam, region)
    done = page.press("Spara", adults=f"{BREATH}\n\n  {BREATH}\nKramper ", children=LIMP)
    assert "Varningstecknen är sparade." in done.alerts
    assert "2 för vuxna och 1 för barn" in done.main.text
    kept = SignsVersion.objects.get()
    assert (kept.number, kept.adults, kept.children, kept.by_id) == (1, [BREATH, "Kramper"], [LIMP], adam.staff.id)
    assert Trace.objects.filter(action="save_danger_signs", key=kept.service_id, unit_id=region.a.id).exists()
    shown = page_of(adam, region)
    assert shown.fields("Spara")["adults"] == f"{BREATH}\nKramper"
    assert "Version 1 sparades" in shown.main.text
    # The same once more is no version, and empty lists ask nothing.
    shown.press("Spara")
    assert SignsVersion.objects.count() == 1
    assert "Inga varningstecken visas." in shown.press("Spara", adults="", children="").alerts
    assert SignsVersion.objects.count() == 2
    assert "Läs igenom" in alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/").text


@pytest.mark.req("B-39")
def test_the_example_fills_the_boxes_and_holds_only_once_it_is_saved(region: Region, adam: Employee) -> None:
    page = page_of(adam, region).press("Fyll i exemplet")
    assert page.status == 200
    assert page.fields("Spara")["children"].splitlines() == list(delivered_signs.CHILDREN)
    assert not SignsVersion.objects.exists()
    page.press("Spara")
    kept = SignsVersion.objects.get()
    assert (tuple(kept.adults), tuple(kept.children)) == (delivered_signs.ADULTS, delivered_signs.CHILDREN)


def test_the_example_fills_empty_boxes_only(region: Region, adam: Employee) -> None:
    page = page_of(adam, region).press("Fyll i exemplet", adults="Vårt eget tecken")
    assert page.fields("Spara")["adults"] == "Vårt eget tecken"
    assert page.fields("Spara")["children"].splitlines() == list(delivered_signs.CHILDREN)


def test_who_was_overtaken_is_told_and_keeps_the_text(region: Region, adam: Employee) -> None:
    page = page_of(adam, region)
    save_signs(adam.actor, region.renewal.id, ["Bröstsmärta"], [], seen=0)
    refused = page.press("Spara", adults=BREATH)
    assert refused.status == 422
    assert "Någon annan har ändrat varningstecknen" in refused.alerts
    assert "Bröstsmärta" in refused.alerts
    assert refused.fields("Spara")["adults"] == BREATH
    refused.press("Spara")
    assert list(SignsVersion.objects.order_by("number").values_list("adults", flat=True)) == [["Bröstsmärta"], [BREATH]]


def test_too_many_and_too_long_signs_are_refused_with_their_text(region: Region, adam: Employee) -> None:
    many = "\n".join(f"Tecken {number}" for number in range(MOST + 1))
    refused = page_of(adam, region).press("Spara", adults=many)
    assert refused.status == 422
    assert f"högst {MOST} varningstecken" in refused.alerts
    assert refused.fields("Spara")["adults"] == many
    assert "högst 200 tecken" in page_of(adam, region).press("Spara", children="x" * 201).alerts
    assert not SignsVersion.objects.exists()


def test_nobody_else_decides_them(region: Region, adam: Employee, rut: Employee, olle: Employee) -> None:
    for who in (rut, olle):
        with pytest.raises(Refused) as refused:
            save_signs(who.actor, region.renewal.id, [BREATH], [], seen=None)
        assert refused.value.reason is not Reason.NEED
    assert not SignsVersion.objects.exists()
