"""Kallelse on its page: its type, its fields and who calls; and what a SIP has of its own beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from tests.planners import Planner, Planners
from tests.reading import Page
from tests.sips import SipDrive
from vardtrad.kernel import clock
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Contact
from vardtrad.planning.plan.rules import State
from vardtrad.planning.sip.subject import SIP


def page(who: Planner, sip: SipDrive, step: str = "kallelse", opened: str = "") -> Page:
    """The page of a SIP at a step, opened by somebody."""
    return who.browser.open(f"{who.base}sip/{sip.key}/{step}/" + (f"?visa={opened}" if opened else ""))


def types(seen: Page) -> list[tuple[str, bool]]:
    """The types of call that the page offers, and whether each is chosen."""
    labels = {label.attrs.get("for"): label.text for label in seen.main.all("label")}
    radios = [node for node in seen.main.all("input") if node.attrs.get("name") == "call_type"]
    return [(labels[node.attrs["id"]], "checked" in node.attrs) for node in radios]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that moves the clock to so many days after now."""
    real = clock.now
    return lambda days: monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))


@pytest.mark.req("001-188")
def test_a_call_that_no_other_unit_takes_part_in_any_more_is_never_met_by_all(planners: Planners) -> None:
    sip = SipDrive(planners).called().acknowledged()
    assert sip.overview(sip.care).steps[0].hint == "Kallelsen är kvitterad av alla"
    planning.remove_unit(SIP, sip.care.actor, sip.key, sip.town.unit, confirmed=True)
    step = sip.overview(sip.care).steps[0]
    assert (step.colour, step.word, step.hint) == ("wait", "Ingen mottagare", "Ingen annan enhet deltar.")


@pytest.mark.req("001-183")
def test_a_new_plan_is_called_to_until_a_plan_is_approved_and_then_a_follow_up(planners: Planners, at: Any) -> None:
    sip = SipDrive(planners).consented()
    seen = page(sip.care, sip)
    tabs = [link.text for link in seen.root.all("a") if link.attrs.get("href", "").endswith("/kallelse/")]
    assert any("Kallelse" in words for words in tabs)
    assert "Typ av kallelse" in seen.main.text
    assert types(seen) == [("Ny plan", True)]
    sip.called().acknowledged()
    at(8)
    sip.care._browser = None  # the session of a week ago is over
    sip.held().written().approving().approved().booked()
    seen = page(sip.care, sip)
    assert types(seen) == [("Uppföljning", True)]
    call = sip.call()
    sent = seen.press(
        "Skicka kallelse",
        initiator=call.initiator,
        reason="Uppföljning av målen.",
        form=call.form,
        place=call.place,
        day=call.day.isoformat(),
        time="10:00",
    )
    assert "Kallelsen är skickad" in sent.text
    part = sip.steps.call
    assert part is not None
    assert part.meeting is not None
    assert (part.call_type, part.meeting.follows_up) == ("follow_up", True)


@pytest.mark.req("001-183")
def test_a_page_drawn_before_the_plan_was_updated_is_told_which_type_fits(planners: Planners, at: Any) -> None:
    sip = SipDrive(planners).called().acknowledged()
    at(8)
    sip.held().written().approving().approved().booked()
    old = page(sip.care, sip)
    sip.updated()
    call = sip.call()
    refused = old.press(
        "Skicka kallelse",
        initiator=call.initiator,
        reason="Uppföljning av målen.",
        form=call.form,
        place=call.place,
        day=call.day.isoformat(),
        time="10:00",
    )
    assert refused.status == 422
    assert "Uppföljning av målen." in refused.text
    assert types(refused)[0][0] == "Ny plan"


@pytest.mark.req("001-189")
@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2027-03-28", "02:30", "Den tiden finns inte: klockan ställs fram den natten. Välj en annan tid."),
        ("2027-02-30", "10:00", "Datumet finns inte. Kontrollera månad och dag."),
        ("2025-11-28", "10:00", "Mötestiden måste vara i framtiden"),
        ("", "10:00", "Fyll i datum."),
    ],
)
def test_another_time_that_cannot_be_is_refused_in_words_that_fit_it(
    planners: Planners, day: str, time: str, sentence: str
) -> None:
    sip = SipDrive(planners).called()
    refused = page(sip.town, sip, opened="annan-tid").press("Skicka förslag", day=day, time=time, text="Går det?")
    assert refused.status == 422
    assert sentence in refused.text
    assert "Fyll i det som saknas" not in refused.text
    assert "Går det?" in refused.text


@pytest.mark.req("001-184", "001-185")
def test_initiative_and_meeting_are_written_and_read_as_the_manual_names_them(planners: Planners) -> None:
    sip = SipDrive(planners).consented()
    seen = page(sip.care, sip)
    headings = [node.text for node in seen.main.all("h3")]
    assert headings[:2] == ["Initiativ", "Möte"]
    choices = [str(words) for words in settings.PLANNING_LISTS["sip_initiators"].values()]
    assert len(choices) > 2
    assert seen.options("Skicka kallelse", "initiator") == {"": ["Välj", *choices]}
    labels = [node.text for node in seen.main.all("label")]
    for words in ("Namn", "Relation/titel", "Orsak *", "Övrig information", "Plats för möte *", "Datum för möte *"):
        assert words in labels
    assert "Mötesform *" in [node.text for node in seen.main.all("legend")]
    written = {
        "initiator_name": "Anhörig med egna ord",
        "initiator_relation": "Dotter, eller vad hon vill kalla sig",
        "reason": "Vi behöver prata ihop oss.",
        "other": "Hund i hemmet.",
    }
    call = sip.call()
    meeting = {"form": "video", "place": "Länk i bokningen", "day": call.day.isoformat(), "time": "13:30"}
    seen.press("Skicka kallelse", initiator=call.initiator, **written, **meeting)
    told = page(sip.town, sip).main.text
    for words in (*written.values(), settings.PLANNING_LISTS["sip_initiators"][call.initiator], "Videomöte"):
        assert str(words) in told
    assert "Länk i bokningen" in told
    assert "13.30" in told


@pytest.mark.req("001-184", "001-185")
@pytest.mark.parametrize(
    ("left_out", "label"),
    [
        ("initiator", "Initiativtagare"),
        ("reason", "Orsak"),
        ("form", "Mötesform"),
        ("place", "Plats för möte"),
        ("day", "Datum för möte"),
        ("time", "Tid för möte"),
    ],
)
def test_each_mandatory_field_is_asked_for(planners: Planners, left_out: str, label: str) -> None:
    sip = SipDrive(planners).consented()
    call = sip.call()
    written = {
        "initiator": call.initiator,
        "reason": call.reason,
        "form": call.form,
        "place": call.place,
        "day": call.day.isoformat(),
        "time": "10:00",
    }
    refused = page(sip.care, sip).press("Skicka kallelse", **(written | {left_out: ""}))
    assert refused.status == 422
    assert label in refused.alerts


@pytest.mark.req("001-245")
def test_a_sip_has_its_three_steps_in_their_order_in_the_case_and_on_the_start_page(planners: Planners) -> None:
    sip = SipDrive(planners).called()
    for who in (sip.care, sip.town):
        assert [step.name for step in sip.overview(who).steps] == [
            "Kallelse",
            "Kartläggning",
            "Samordnad individuell plan",
        ]
        for seen in (page(who, sip), who.browser.open(who.base)):
            links = [link.attrs["href"].split("/")[-2] for link in seen.root.all("a") if _is_step(link, sip)]
            assert list(dict.fromkeys(links)) == ["kallelse", "kartlaggning", "plan"]


def _is_step(link: Any, sip: SipDrive) -> bool:
    address = link.attrs.get("href", "")
    return f"/sip/{sip.key}/" in address and address.endswith(("/kallelse/", "/kartlaggning/", "/plan/"))


@pytest.mark.req("001-255")
def test_whoever_calls_to_a_sip_is_responsible_for_the_call_without_being_a_permanent_contact(
    planners: Planners,
) -> None:
    sip = SipDrive(planners, creator="karin", others=("oskar",)).consented()
    assert "Du som kallar är kallelseansvarig" in page(sip.town, sip).main.text
    sip.called(sip.town)
    assert not Contact.objects.filter(plan_id=sip.key).exists()
    for who in (sip.town, sip.care):
        seen = page(who, sip).main
        terms = {term.text: value.text for term, value in zip(seen.all("dt"), seen.all("dd"), strict=True)}
        assert terms["Kallelseansvarig"] == "Karin Kaprifol, handläggare"


@pytest.mark.req("001-181")
def test_a_harm_assessment_in_a_sip_is_made_by_licensed_staff_who_say_who_answers_for_it(planners: Planners) -> None:
    sip = SipDrive(planners, creator="vera", others=("oskar", "karin")).informed()
    ulla, vera, doris = (planners.staff[name] for name in ("ulla", "vera", "doris"))
    button = "Bekräfta: Utför menprövning"
    address = f"{vera.base}sip/{sip.key}/menprovning"
    assert button not in page(ulla, sip, opened="menprovning").text
    refused = ulla.browser.send(
        f"{ulla.base}sip/{sip.key}/menprovning",
        {"submit_key": uuid4(), "steg": "kallelse", "person": doris.staff.id},
    )
    assert refused.status == 422
    assert "Bara legitimerad personal kan utföra menprövning." in refused.text
    asked = page(vera, sip, opened="menprovning")
    wanted = "Doris Dal, överläkare, Avdelning A"

    def looked_for(words: str) -> Page:
        return vera.browser.send(address, asked.fields(button) | {"who": words, "sok-person": "1"})

    few = looked_for("da")
    assert wanted not in [label.text for label in few.form(button).all("label")]
    for words in ("dal", doris.staff.hsa_id):
        answer = looked_for(words)
        assert wanted in [label.text for label in answer.form(button).all("label")], words
    assert sip.plan.state == State.INFORMED
    made = answer.press(button, person=answer.value_of(button, "person", wanted))
    assert sip.plan.state == State.HARM_ASSESSED
    assert "Ansvarig för menprövningen: Doris Dal, överläkare" in made.text
    assert "Utför menprövning" not in page(ulla, sip).root.one("aside").text
