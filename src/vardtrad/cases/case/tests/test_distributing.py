"""A receiver distributes the clinic's cases, to persons and to other clinics; the case moves between the lists."""

import pytest

from tests.people import assign, hire, now
from vardtrad.cases.case.models import Case, Message
from vardtrad.gate.models import Notification
from vardtrad.shared.care_units.models import Staff, Unit


def hrefs(page):
    return [row["href"] for row in page.rows] if page.root.all("tbody") else []


def lists_with(person, case, *paths):
    """Which of the lists hold the case."""
    return [path for path in paths if person.case_address(case) in hrefs(person.browser.open(person.address(path)))]


CLINIC = ("arenden/inkomna", "arenden/fordelade", "arenden/avslutade")
OWN = ("mina/tilldelade", "mina/fragor", "mina/avslutade")


@pytest.mark.req("000-010", "000-012", "000-020", "000-022", "000-025", "000-026")
def test_fordela(region, new_case, rut, hugo):
    assert lists_with(rut, new_case, *CLINIC) == ["arenden/inkomna"]
    page = rut.browser.open(rut.browser.open(rut.address("arenden/inkomna")).rows[0]["href"])
    # The drop-down is below the menu.
    page = page.unfold("Fördela till någon")
    side = page.root.one("div", class_="side")
    assert side.all("button")[-1].text == "Fördela"
    chosen = page.value_of("Fördela", "to", "Hugo Holm, distriktsläkare")
    done = page.press("Fördela", to=chosen)
    assert done.address.partition("?")[0] == rut.address("arenden/inkomna")
    assert "Ärendet är fördelat till Hugo Holm." in done.alerts
    assert lists_with(rut, new_case, *CLINIC) == ["arenden/fordelade"]
    assert lists_with(hugo, new_case, *OWN) == ["mina/tilldelade"]


@pytest.mark.req("000-027")
def test_the_drop_down_offers_those_who_may_answer_here_and_the_organisations_other_clinics(region, new_case, rut):
    hire(region.a, "Ines", "Inaktiv", "SE9921000015-P020", "handler")
    Staff.objects.filter(given_name="Ines").update(active=False)
    Unit.objects.create(
        organisation=region.organisation, hsa_id="SE9921000015-E", name="Stängd för andra", kind="clinic",
        takes_cases=True, open_to_transfer=False,
    )  # fmt: skip
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    assert page.options("Fördela", "to") == {
        "": ["Välj i listan"],
        "Personer": ["Hanna Hed, distriktssköterska", "Hugo Holm, distriktsläkare"],
        "Andra mottagningar": ["Medicinmottagningen Björken"],
    }


@pytest.mark.req("000-027")
@pytest.mark.parametrize("who", ["rut", "adam", "greta", "olle", "petra", "alva", "nobody", "c", "ward"])
def test_a_forged_choice_is_refused_in_words(region, new_case, rut, who):
    target = {
        "nobody": "0189f0a0-0000-7000-8000-000000000000",
        "alva": region.people["alva"].person.id,
        "c": region.c.id,
        "ward": region.ward.id,
    }.get(who) or region.people[who].staff.id
    page = rut.browser.open(rut.case_address(new_case, "fordela")).press("Fördela", to=str(target))
    assert page.status == 422
    assert "Den personen kan inte få ärenden på den här mottagningen. Välj någon annan." in page.alerts
    assert now(new_case).state == "received"


def test_fordela_without_a_choice(new_case, rut):
    page = rut.browser.open(rut.case_address(new_case, "fordela")).press("Fördela")
    assert page.status == 422
    assert "Välj vem som ska få ärendet." in page.alerts


@pytest.mark.req("000-028", "000-029", "000-030", "000-031")
def test_omfordela_by_the_receiver(region, hugos_case, rut, hugo, hanna):
    row = rut.browser.open(rut.address("arenden/fordelade")).rows[0]
    page = rut.browser.open(row["href"] + "?flik=omfordela")
    done = page.press("Omfördela", to=str(hanna.staff.id))
    assert "Ärendet är fördelat till Hanna Hed." in done.alerts
    assert lists_with(hugo, hugos_case, *OWN) == []
    assert lists_with(hanna, hugos_case, *OWN) == ["mina/tilldelade"]
    assert lists_with(rut, hugos_case, *CLINIC) == ["arenden/fordelade"]
    assert hugo.browser.open(hugo.case_address(hugos_case)).status == 404
    thread = " ".join(rut.browser.open(rut.case_address(hugos_case)).thread)
    assert "Fördelat till Hugo Holm av Rut Rask." in thread
    assert "Omfördelat till Hanna Hed av Rut Rask." in thread


@pytest.mark.req("000-030")
def test_omfordela_by_the_handler(hugos_case, hugo, hanna):
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=omfordela"))
    done = page.press("Omfördela", to=str(hanna.staff.id))
    assert done.address.partition("?")[0] == hugo.address("mina/tilldelade")
    assert now(hugos_case).handler_id == hanna.staff.id


def test_omfordela_to_the_person_who_already_has_it(hugos_case, hugo):
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=omfordela"))
    page = page.press("Omfördela", to=str(hugo.staff.id))
    assert page.status == 422
    assert "Ärendet är redan fördelat till den personen." in page.alerts


@pytest.mark.req("000-030")
@pytest.mark.parametrize("state", ["assigned", "asked", "answered"])
def test_omfordela_keeps_the_state_of_the_dialogue(region, hugos_case, alva, rut, hugo, hanna, state):
    if state != "assigned":
        hugo.does("ask", hugos_case, "Vilken styrka?")
    if state == "answered":
        alva.answers_back(hugos_case)
    rut.does("reassign", hugos_case, hanna.staff)
    assert now(hugos_case).state == state
    assert lists_with(hanna, hugos_case, *OWN) == ["mina/tilldelade" if state == "assigned" else "mina/fragor"]


@pytest.mark.req("002-022", "000-027")
def test_to_another_clinic_of_the_same_organisation(region, hugos_case, alva, rut, hugo, olle):
    page = rut.browser.open(rut.case_address(hugos_case, "?flik=omfordela"))
    done = page.press("Omfördela", to=str(region.b.id))
    assert "Ärendet är fördelat till Medicinmottagningen Björken." in done.alerts
    assert lists_with(rut, hugos_case, *CLINIC) == []
    assert rut.browser.open(rut.case_address(hugos_case)).status == 404
    assert hugo.browser.open(hugo.case_address(hugos_case)).status == 404
    assert lists_with(olle, hugos_case, *CLINIC) == ["arenden/inkomna"]
    page = olle.browser.open(olle.case_address(hugos_case))
    assert any("Levaxin" in entry for entry in page.thread)
    assert page.root.one("span", class_="pill").text == "Ohanterat"
    assert "Ärendet har lämnats över till Medicinmottagningen Björken." in " ".join(
        alva.browser.open(f"/arenden/{hugos_case.id}").thread
    )


@pytest.mark.req("002-022")
def test_straight_from_the_incoming(region, new_case, rut, olle):
    rut.browser.open(rut.case_address(new_case, "fordela")).press("Fördela", to=str(region.b.id))
    assert now(new_case).clinic_id == region.b.id
    assert lists_with(olle, new_case, *CLINIC) == ["arenden/inkomna"]


def test_not_while_a_question_is_out(region, hugos_case, hugo, rut):
    hugo.does("ask", hugos_case, "Vilken styrka?")
    page = rut.browser.open(rut.case_address(hugos_case, "?flik=omfordela"))
    page = page.press("Omfördela", to=str(region.b.id))
    assert page.status == 422
    assert now(hugos_case).clinic_id == region.a.id


def test_a_clinic_that_has_stopped_taking_cases_from_others(region, new_case, rut):
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    Unit.objects.filter(pk=region.b.pk).update(open_to_transfer=False)
    page = page.press("Fördela", to=str(region.b.id))
    assert page.status == 422
    assert now(new_case).clinic_id == region.a.id


@pytest.mark.req("000-006")
def test_somebody_whose_permission_has_been_withdrawn_gets_no_case(region, new_case, rut, hugo):
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions
    from vardtrad.shared.care_units.models import Assignment

    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    assignment = Assignment.objects.get(staff=hugo.staff)
    actions.set_permissions(system("testerna"), assignment.id, ["log_reviewer"], seen=None)
    page = page.press("Fördela", to=str(hugo.staff.id))
    assert page.status == 422
    assert Case.objects.get().handler_id is None


@pytest.mark.req("000-009", "000-012", "000-016")
def test_two_permissions_see_both_menus(region, rut, hugo, new_case):
    assign(rut.staff, region.b, "receiver", "handler")
    page = rut.browser.open(f"/personal/{region.b.id}/arenden/inkomna")
    assert {"Mottagningens ärenden", "Mina ärenden"} <= set(page.menu)
    assert page.root.all("tbody") == []  # clinic A's cases do not show at clinic B
    assert page.main.one("h2").text == "Inga ärenden hittades"


@pytest.mark.req("002-012", "002-019", "002-021")
def test_after_a_delsvar_another_clinic_promises_no_new_answer(frozen, region, alva, rut, olle) -> None:
    case = alva.sends(region.renewal_at_a)
    rut.does("partial_reply", case, "Ligger hos läkare.")
    rut.does("transfer", case, region.b)
    page = alva.browser.open(f"/arenden/{case.id}")
    assert "Väntar på mottagningen." in page.main.text
    assert "senast" not in page.main.text
    assert "senast" not in alva.browser.open("/inkorg").main.text
    (row,) = olle.browser.open(olle.address("arenden/inkomna")).rows
    assert row["Status"] == "Delsvar från ärendemottagare"
    assert row["Åtgärda senast"] == "2 dagar kvar"


DELSVAR = "Ditt ärende läggs till läkare på medicinmottagningen."


@pytest.mark.req("002-019", "002-022")
@pytest.mark.parametrize("way", ["fordela", "omfordela"])
def test_the_delsvar_goes_with_a_case_to_another_clinic(frozen, region, alva, rut, olle, hugo, way) -> None:
    case = alva.sends(region.renewal_at_a)
    path = "fordela"
    if way == "omfordela":
        rut.does("assign", case, hugo.staff)
        path = "?flik=omfordela"
    page = rut.browser.open(rut.case_address(case, path))
    button = "Fördela" if way == "fordela" else "Omfördela"
    done = page.press(button, to=str(region.b.id), text=DELSVAR)
    assert "Ärendet är fördelat till Medicinmottagningen Björken och delsvaret är skickat." in done.alerts
    # The first clinic has no longer any part in the case.
    assert rut.browser.open(rut.case_address(case)).status == 404
    case = now(case)
    assert (case.clinic_id, case.state, case.feedback, case.unread_by_resident) == (
        region.b.id, "received", "partial_receiver", True
    )  # fmt: skip
    said = Message.objects.get(case=case, kind="partial_reply")
    assert (said.unit_name, said.author, said.signature) == (region.a.name, rut.staff.id, rut.actor.letter_signature)
    # The resident has a notice, reads it in the first clinic's name, and is promised no new answer.
    assert Notification.objects.filter(key=case.id, move="transfer_and_tell", recipient_id=alva.person.id).count() == 1
    read = alva.browser.open(f"/arenden/{case.id}")
    assert [entry for entry in read.thread if DELSVAR in entry and region.a.name in entry and "Besked" in entry]
    assert "Ärendet har lämnats över till Medicinmottagningen Björken." in " ".join(read.thread)
    assert "senast" not in read.main.text
    # The other clinic has it as incoming, with a clock of its own.
    (row,) = olle.browser.open(olle.address("arenden/inkomna")).rows
    assert row["Status"] == "Delsvar från ärendemottagare"
    assert row["Åtgärda senast"] == "2 dagar kvar"


@pytest.mark.req("002-019")
def test_without_words_a_case_is_handed_over_as_before(region, new_case, alva, rut) -> None:
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    done = page.press("Fördela", to=str(region.b.id), text=" ")
    assert "Ärendet är fördelat till Medicinmottagningen Björken." in done.alerts
    assert not Message.objects.filter(kind="partial_reply").exists()
    assert not Notification.objects.filter(recipient_id=alva.person.id).exists()


@pytest.mark.req("002-019", "000-053")
def test_a_delsvar_to_a_colleague_here_is_written_in_the_case_and_not_lost(region, new_case, alva, rut, hugo) -> None:
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    refused = page.press("Fördela", to=str(hugo.staff.id), text=DELSVAR)
    assert refused.status == 422
    assert "Delsvaret följer bara med till en annan mottagning." in refused.alerts
    assert refused.fields("Fördela")["text"] == DELSVAR
    assert now(new_case).state == "received"
    Unit.objects.filter(pk=region.b.pk).update(open_to_transfer=False)
    stale = page.press("Fördela", to=str(region.b.id), text=DELSVAR)
    assert stale.status == 422
    assert stale.fields("Fördela")["text"] == DELSVAR
    assert not Message.objects.filter(kind="partial_reply").exists()
    # Somebody else distributes it meanwhile: the form is gone, and the text is shown.
    Unit.objects.filter(pk=region.b.pk).update(open_to_transfer=True)
    rut.does("assign", new_case, hugo.staff)
    late = page.press("Fördela", to=str(region.b.id), text=DELSVAR)
    assert late.status == 422
    assert DELSVAR in late.main.text
    Unit.objects.filter(pk=region.b.pk).update(open_to_transfer=False)
    new_case = alva.sends(region.renewal_at_a)
    # With no other clinic to choose there is nothing to write.
    alone = rut.browser.open(rut.case_address(new_case, "fordela"))
    assert "text" not in alone.fields("Fördela")
