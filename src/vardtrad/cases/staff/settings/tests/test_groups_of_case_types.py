"""Case types grouped as administrative or medical, which open and close apart (B-38)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.gate.models import Trace

pytestmark = pytest.mark.req("B-38")
MEDICAL = {"from_5": "08:00", "to_5": "12:00"}
"""Hours on a Friday (20 November 2026)."""


def settings_of(adam: Employee, case_type: CaseType) -> Page:
    return adam.browser.open(adam.address(f"administration/arendetyper/{case_type.id}/"))


def clinic(who: Resident, region: Region) -> Page:
    return who.browser.open(f"/mottagningar/{region.a.id}")


def groups(page: Page) -> dict[str, tuple[list[str], list[str]]]:
    """By the heading of each group: what it says of hours itself, and the services in it with what each says."""
    told = {}
    for section in page.main.all("section"):
        if section.attrs.get("aria-labelledby", "").startswith("group-"):
            services = [f"{article.one('h4').text}: {' '.join(p.text for p in article.all('p'))}".rstrip(": ")
                        for article in section.all("article")]  # fmt: skip
            own = [node.text for node in section.all("p") if node.parent is section]
            told[section.one("h3").text] = (own, services)
    return told


@pytest.fixture
def third(region: Region) -> CaseType:
    """One more case type at clinic A, of no group."""
    kind = CaseType.objects.create(code="third", name="Skicka meddelande", order=300)
    Service.objects.create(clinic=region.a, case_type=kind)
    return kind


def test_without_groups_everything_stands_as_before(region: Region, alva: Resident) -> None:
    page = clinic(alva, region)
    assert groups(page) == {}
    assert [article.one("h3").text for article in page.main.all("article")] == ["Förnya recept", "Ställ en fråga"]


def test_the_groups_open_and_close_apart_and_a_badge_says_when(
    region: Region, alva: Resident, adam: Employee, frozen: Clock, third: CaseType
) -> None:
    frozen.to(11, 20, 11, 50)
    Service.objects.filter(clinic=region.a).update(expectation="")
    form = settings_of(adam, region.renewal)
    assert form.options("Spara", "nature")[""] == ["Ingen grupp", "Administrativa ärenden", "Medicinska ärenden"]
    form.press("Spara", nature="medical", **MEDICAL)
    settings_of(adam, region.question).press("Spara", nature="administrative", from_5="08:00", to_5="16:00")
    assert groups(clinic(alva, region)) == {
        "Administrativa ärenden": (["Öppen till 16.00"], ["Ställ en fråga"]),
        "Medicinska ärenden": (["Öppen till 12.00"], ["Förnya recept"]),
        "Övriga ärenden": ([], ["Skicka meddelande"]),
    }
    begun = clinic(alva, region).follow("Förnya recept")
    frozen.to(11, 20, 12, 5)
    shut = "Stängt just nu Öppnar fredag 27 november klockan 08.00."
    assert groups(clinic(alva, region))["Medicinska ärenden"] == ([shut], ["Förnya recept"])
    assert groups(clinic(alva, region))["Administrativa ärenden"][0] == ["Öppen till 16.00"]
    assert "Läs igenom" not in clinic(alva, region).follow("Förnya recept").main.text
    # What was begun before closing time is received.
    begun.press("Läs igenom", text="Levaxin.").press("Skicka")
    clinic(alva, region).follow("Ställ en fråga").press("Läs igenom", text="En fråga.").press("Skicka")
    assert Case.objects.count() == 2


def test_a_whole_group_gets_the_same_hours_with_one_press(
    region: Region, adam: Employee, alva: Resident, frozen: Clock, third: CaseType
) -> None:
    frozen.to(11, 20, 9)
    Service.objects.filter(clinic=region.a, case_type=third).update(nature="medical")
    Service.objects.filter(clinic=region.b).update(nature="medical")
    CaseType.objects.filter(pk=third.pk).update(base_range=True)
    # The other one is of the base range, and nobody has written why it is limited.
    refused = settings_of(adam, region.renewal).press("Spara", nature="medical", whole_group=["on"], **MEDICAL)
    assert refused.status == 422
    assert "Skicka meddelande ingår i basutbudet." in refused.alerts
    assert not Service.objects.exclude(hours={}).exists()
    CaseType.objects.filter(pk=third.pk).update(base_range=False)
    settings_of(adam, region.renewal).press("Spara", nature="medical", whole_group=["on"], **MEDICAL)
    hours = {"5": ["08:00", "12:00"]}
    changed = Service.objects.filter(hours=hours).values_list("clinic_id", "case_type__name")
    assert sorted(changed) == sorted([(region.a.id, "Förnya recept"), (region.a.id, "Skicka meddelande")])
    assert Trace.objects.filter(action="save_service", outcome="done").get().detail["same_hours"] == ["third"]
    own, services = groups(clinic(alva, region))["Medicinska ärenden"]
    assert own == ["Öppen till 12.00"]
    assert len(services) == 2
    # One of them is full for today: then each says for itself.
    Service.objects.filter(clinic=region.a, case_type=third).update(daily_cap=0)
    own, services = groups(clinic(alva, region))["Medicinska ärenden"]
    assert own == []
    assert any("Öppen till 12.00" in words for words in services)
    assert any("Stängt just nu" in words for words in services)


def test_the_same_hours_want_a_group(region: Region, adam: Employee) -> None:
    page = settings_of(adam, region.renewal).press("Spara", whole_group=["on"], **MEDICAL)
    assert page.status == 422
    assert "Välj en grupp, eller ta bort bocken för samma öppettider." in page.alerts
    assert page.fields("Spara")["from_5"] == "08:00"
