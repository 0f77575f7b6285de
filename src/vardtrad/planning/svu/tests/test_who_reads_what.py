"""Every page of an SVU opened by everybody: a refusal hides what it must, and all strangers get the same answer.

Each unit writes its own words wherever it can. Then all pages, fragments and JSON answers are searched for them.
"""

from __future__ import annotations

import pytest

from tests.house.test_routes import ROUTES
from tests.pdfs import pdf
from tests.plans import Drive
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.planning.fields.models import Writing
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu import actions, events
from vardtrad.planning.svu.rules import PUBLISHING
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.documents.actions import Checked

STEPS = ("inskrivning", "tid", "kartlaggning", "stallningstagande", "utskrivning")
WARD, CARE, TOWN = "Vardhemligt", "Oppenhemligt", "Kommunhemligt"


@pytest.fixture
def svu(planners):
    """An SVU where all three units have written their own word in every text that they may write."""
    svu = Drive(planners)
    svu.consented()
    given = svu.given()
    actions.publish_admission(
        svu.ward.actor, svu.key, svu.given(day=given.day, expected=given.expected, reason=WARD + "orsak"), seen=0
    )
    svu.acknowledged().estimated(reason=WARD + "andring").assessing()
    svu.writes(svu.ward, "kartlaggning.mat", WARD + "mat").writes(svu.care, "kartlaggning.halsa", CARE + "halsa")
    svu.writes(svu.town, "kartlaggning.boende", TOWN + "boende")
    svu.stated().writes(svu.ward, "stallningstagande.yttrande", WARD + "yttrande").marked()
    svu.writes(svu.care, "stallningstagande.ansvar_oppenvard", CARE + "ansvar")
    svu.writes(svu.town, "stallningstagande.insatser_kommun", TOWN + "insatser")
    svu.answers(svu.care, approves=False, reason=CARE + "nej")
    for who, word in ((svu.ward, WARD), (svu.care, CARE), (svu.town, TOWN)):
        svu.messaged(who, word + "meddelande", ask=(svu.care, svu.town))
    events.register_event(svu.ward.actor, svu.key, "leave", clock.today(), WARD + "handelse")
    return svu


def addresses(svu, who) -> list[str]:
    """All addresses of the SVU that somebody may try to open."""
    plan = f"{who.base}svu/{svu.key}/"
    addresses = [who.base, f"{who.base}idag/", f"{who.base}antal/", plan, f"{plan}versioner/", f"{plan}utskrift/"]
    addresses += [f"{who.base}?visa={svu.key}"]
    addresses += [f"{plan}{step}/" for step in STEPS]
    addresses += [f"{plan}falt/{form}/varden" for form in ("kartlaggning", "stallningstagande")]
    paths = ("kartlaggning.mat", "kartlaggning.halsa", "kartlaggning.boende")
    addresses += [f"{plan}falt/kartlaggning/historik?falt={path}" for path in paths]
    paths = ("stallningstagande.yttrande", "stallningstagande.ansvar_oppenvard", "stallningstagande.insatser_kommun")
    addresses += [f"{plan}falt/stallningstagande/historik?falt={path}" for path in paths]
    versions = list(Version.objects.filter(key=svu.key, move__in=PUBLISHING).order_by("number"))
    for version in versions:
        addresses += [f"{plan}version/{version.id}/{step}/" for step in STEPS] + [
            f"{plan}version/{version.id}/utskrift/"
        ]
    addresses += [f"{plan}versioner/?fran=1&till={number}" for number in range(2, len(versions) + 1)]
    return addresses


def said(svu, who) -> dict[str, str]:
    """The contents of each address that somebody can open."""
    answers = {
        address: who.browser.get(address, headers={"Accept": "text/html, application/json"})
        for address in addresses(svu, who)
    }
    return {address: answer.content.decode() for address, answer in answers.items() if answer.status_code == 200}


@pytest.mark.req("001-090")
def test_before_a_refusal_each_unit_reads_what_the_others_wrote(svu):
    for who in (svu.ward, svu.care, svu.town):
        everything = "".join(said(svu, who).values())
        for word in (WARD + "orsak", WARD + "andring", WARD + "mat", CARE + "halsa", TOWN + "boende", WARD + "yttrande",
                     CARE + "meddelande", TOWN + "meddelande", WARD + "handelse"):  # fmt: skip
            assert word in everything, (who.staff.name, word)


@pytest.mark.req("001-090", "001-094")
def test_after_a_withdrawal_each_unit_reads_only_its_own_words(svu):
    svu.withdrawn()
    own = {svu.ward.unit: WARD, svu.care.unit: CARE, svu.town.unit: TOWN}
    for who in (svu.ward, svu.care, svu.town):
        pages = said(svu, who)
        assert len(pages) > 20
        for address, text in pages.items():
            for unit, word in own.items():
                assert unit == who.unit or word not in text, (who.staff.name, word, address)
        assert own[who.unit] in "".join(pages.values())
        for part in ("/varden", "/historik", "/version/", "/utskrift/", "/versioner/?", "/idag/", "/antal/"):
            assert any(part in address for address in pages), f"{part} is not looked at"


def test_a_stranger_gets_the_same_answer_everywhere(svu, planners):
    for name in ("agda", "extern", "rolf", "kurt"):
        who = planners.staff[name]
        for address in addresses(svu, who):
            answer = who.browser.get(address)
            if f"svu/{svu.key}" in address:
                assert answer.status_code == 404, (name, address)
            else:
                assert not any(word in answer.content.decode() for word in (WARD, CARE, TOWN, "Elsa")), (name, address)


def test_a_removed_unit_gets_the_same_answer_everywhere(svu, planners):
    planning.add_unit(SVU, svu.care.actor, svu.key, planners.rehab)
    planning.remove_unit(SVU, svu.care.actor, svu.key, planners.health_centre, confirmed=True)
    for address in addresses(svu, svu.care):
        answer = svu.care.browser.get(address)
        if f"svu/{svu.key}" in address:
            assert answer.status_code == 404, address
        else:
            assert "Elsa" not in answer.content.decode(), address


def test_another_role_or_unit_in_the_address_opens_nothing(svu, planners):
    for role in ("lakare", "samordnare", "bistandshandlaggare", "finns-inte"):
        address = f"/planer/{svu.care.unit.id}/{role}/svu/{svu.key}/inskrivning/"
        assert svu.care.browser.get(address).status_code == 404, role
    assert (
        svu.care.browser.get(f"/planer/{svu.ward.unit.id}/sjukskoterska/svu/{svu.key}/inskrivning/").status_code == 404
    )


DANGER = {
    "basis": "danger", "reason": "Medvetslös.", "relation": "on", "matters": "on", "unobtainable": "on",
    "indispensable": "on", "confirmed": "on",
}  # fmt: skip


def opened(svu, who, **given):
    who.browser.send(f"{who.base}sok/", {"number": svu.plan.patient.identity})
    return who.browser.open(f"{who.base}las/{svu.key}/").press("Läs ärendet", **given)


@pytest.mark.req("001-034")
def test_in_danger_to_life_a_care_provider_reads_nothing_that_the_municipality_has_written(svu, planners):
    """The ground of 3 kap. 6 § lag (2022:913) is for what care providers keep: each holder's data by its own ground."""
    checked = Checked("bilaga.pdf", "application/pdf", pdf(TOWN))
    messages.write(SVU, svu.town.actor, svu.key, "Se bilagan.", set(), document=checked)
    file = Message.objects.exclude(document=None).get()
    events.register_event(svu.town.actor, svu.key, "care_missing", clock.today(), TOWN + "handelse")
    extern = planners.staff["extern"]
    page = opened(svu, extern, **DANGER)
    assert "Det som kommunen har skrivit visas inte" in page.main.text
    pages = said(svu, extern)
    assert len(pages) > 20
    for address, text in pages.items():
        assert TOWN not in text, address
    everything = "".join(pages.values())
    for word in (WARD + "orsak", WARD + "mat", CARE + "halsa", WARD + "yttrande", CARE + "meddelande"):
        assert word in everything, word
    assert "Det som kommunen har skrivit visas inte" in pages[f"{extern.base}svu/{svu.key}/utskrift/"]
    link = f"{extern.base}svu/{svu.key}/meddelande/fil/{file.document}"
    assert extern.browser.get(link).status_code == 404
    assert svu.town.browser.get(link.replace(extern.base, svu.town.base)).status_code == 200


@pytest.mark.req("001-034")
def test_with_consent_a_care_provider_reads_what_all_have_written(svu, planners):
    extern = planners.staff["extern"]
    page = opened(svu, extern, basis="consent", relation="on", matters="on", confirmed="on")
    assert "Det som kommunen har skrivit visas inte" not in page.main.text
    everything = "".join(said(svu, extern).values())
    for word in (WARD + "mat", CARE + "halsa", TOWN + "boende", TOWN + "meddelande"):
        assert word in everything, word


def addresses_that_need_a_plan_only() -> list[str]:
    """What stands after the plan in each address that names nothing but the plan: every page, and every verb."""
    at = "planer/<uuid:unit>/<slug:role>/svu/<uuid:plan>/"
    return [
        path.removeprefix(at) for path, _route in ROUTES if path.startswith(at) and "<" not in path.removeprefix(at)
    ]


@pytest.mark.req("001-035", "001-036", "001-039")
def test_a_reader_reads_and_writes_nothing_and_only_at_that_seat(svu, planners):
    agda = planners.staff["agda"]
    agda.browser.send(f"{agda.base}sok/", {"number": planners.patients["elsa"].identity})
    opened = agda.browser.open(f"{agda.base}las/{svu.key}/").press("Läs ärendet", confirmed="on")
    assert opened.status == 200
    assert WARD + "orsak" in agda.browser.open(f"{agda.base}svu/{svu.key}/inskrivning/").html
    before = Version.objects.filter(key=svu.key).count()
    sent = {"text": "x", "path": "kartlaggning.mat", "value": "x", "confirmed": "on"}
    answers = {
        address: agda.browser.post(f"{agda.base}svu/{svu.key}/{address}", sent).status_code
        for address in addresses_that_need_a_plan_only()
    }
    # Pages cannot be posted to; a verb is refused, with what was typed kept, or says nothing of the plan. The hint that
    # somebody is writing has no answer, and is not kept.
    assert {address for address, status in answers.items() if status == 204} == {
        "falt/kartlaggning/skriver",
        "falt/stallningstagande/skriver",
    }
    assert not Writing.objects.exists()
    assert set(answers.values()) <= {204, 404, 405, 422}, answers
    assert list(answers.values()).count(422) > 15, answers
    assert Version.objects.filter(key=svu.key).count() == before
    assert Trace.objects.filter(action="open_reading", outcome="done", key=svu.key).exists()
