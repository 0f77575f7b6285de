"""Personliga inställningar (000-046…051, 002-006): name, signature, address for notices, shortcuts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from tests.people import hire, now, verb_of_cases
from vardtrad.cases.case.models import Message
from vardtrad.cases.staff.own_settings import actions
from vardtrad.cases.staff.own_settings.actions import Wanted
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.directory import actions as directory
from vardtrad.shared.directory.reading import read
from vardtrad.shared.login.models import Session

SIGNATURE = "Med vänlig hälsning\nHugo\nTelefontid 8–9, 08-465 004 01"


def settings(who):
    return who.browser.open(who.address("installningar/"))


def answered(hugo, case) -> Message:
    hugo.does("answer", case, "Ditt recept är förnyat.")
    return Message.objects.get(case=case, kind="answer")


@pytest.mark.req("000-046")
def test_the_link_is_to_the_right_in_the_bar_once_a_clinic_is_chosen(hugo, rut, adam, greta) -> None:
    assert "Personliga inställningar" not in hugo.browser.open("/personal/mottagningar").text
    for who in (hugo, rut, adam, greta):
        page = who.browser.open(who.address())
        right = page.root.one("header", class_="bar").one("div", class_="row push own")
        assert "Personliga inställningar" in [link.text for link in right.all("a")]
        assert page.follow("Personliga inställningar").main.one("h1").text == "Personliga inställningar"


@pytest.mark.req("000-047", "000-048", "000-049")
def test_name_and_signature_come_from_the_directory(hugo) -> None:
    page = settings(hugo)
    sent = page.fields("Spara")
    assert sent["display_name"] == "Hugo Holm"
    assert "own_signature" in sent
    assert sent["own_signature"] == ""
    assert "uses_own_signature" not in sent
    assert "StandardsignaturHugo Holm, distriktsläkare" in page.main.text
    # The button is last in the form.
    controls = page.form("Spara").all("input", "textarea", "select", "button")
    assert controls[-1].text == "Spara"
    page.press("Spara")
    hugo.staff.refresh_from_db()
    assert (hugo.staff.display_name, hugo.staff.own_signature, hugo.staff.own_email) == ("", "", False)
    assert not Trace.objects.filter(action="save_settings").exists(), "nothing was changed"


@pytest.mark.req("000-047")
def test_another_name_is_what_residents_see_and_empty_is_the_directorys(hugo, alva, hugos_case, region, rut) -> None:
    settings(hugo).press("Spara", display_name="  Doktor\n Hugo ")
    message = answered(hugo_again(hugo), hugos_case)
    assert message.author_name == "Doktor Hugo"
    page = settings(hugo)
    assert page.fields("Spara")["display_name"] == "Doktor Hugo"
    assert "I HSA-katalogen heter du Hugo Holm" in page.main.text
    page.press("Spara", display_name="")
    assert Staff.objects.get(pk=hugo.staff.pk).goes_by == "Hugo Holm"
    # A name that marries follows the directory, when nobody has chosen another.
    Staff.objects.filter(pk=hugo.staff.pk).update(family_name="Hök")
    assert settings(hugo).fields("Spara")["display_name"] == "Hugo Hök"


def hugo_again(hugo):
    """Hugo as the guards make him at the next request, with the name and signature that he has chosen."""
    from vardtrad.shared.login.queries import staff_actor

    class Fresh:
        def does(self, verb, case, *given):
            staff = Staff.objects.get(pk=hugo.staff.pk)
            session = Session(id=None)
            actor = replace(hugo.actor, goes_by=staff_actor(session, staff).goes_by)
            return verb_of_cases(verb)(actor, case.id, *given, seen=now(case).content).thing

    return Fresh()


@pytest.mark.req("000-048", "000-050", "000-051")
def test_the_own_signature_is_used_only_with_ja_and_after_spara(hugo, alva, rut, region) -> None:
    def signed() -> str:
        case = alva.sends(region.renewal_at_a)
        rut.does("assign", case, hugo.staff)
        page = hugo.browser.open(hugo.case_address(case))
        hugo.browser.send(page.form("Besvara").attrs["action"], {**page.fields("Besvara"), "text": "Klart."})
        return Message.objects.get(case=case, kind="answer").signature

    assert signed() == "Hugo Holm, distriktsläkare"
    # Written but not ticked: kept, not used.
    page = settings(hugo).press("Spara", own_signature=SIGNATURE)
    assert "Dina inställningar är sparade." in page.alerts
    assert page.fields("Spara")["own_signature"] == SIGNATURE
    assert signed() == "Hugo Holm, distriktsläkare"
    # Ticked, and saved.
    ticked = page.press("Spara", uses_own_signature=["on"])
    assert "uses_own_signature" in ticked.fields("Spara")
    assert signed() == SIGNATURE
    # And back again.
    ticked.press("Spara", uses_own_signature=[])
    assert signed() == "Hugo Holm, distriktsläkare"


@pytest.mark.req("000-050", "000-051")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"uses_own_signature": ["on"], "own_signature": ""}, "Skriv signaturen, eller ta bort bocken i Ja."),
        ({"uses_own_signature": ["on"], "own_signature": " \u200b "}, "Skriv signaturen, eller ta bort bocken i Ja."),
        ({"own_signature": "x" * 501}, "1 tecken för lång"),
        ({"own_signature": "a\x00b"}, "nolltecken"),
        ({"display_name": "x" * 201}, "200"),
        ({"email": "inte en adress"}, "Skriv en e-postadress"),
        ({"email": "a@b.se\nBcc: c@d.se"}, "Skriv en e-postadress"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(hugo, typed, sentence) -> None:
    page = settings(hugo).press("Spara", **{"display_name": "Doktor Hugo", **typed})
    assert page.status == 422
    assert sentence in page.alerts
    assert Staff.objects.get(pk=hugo.staff.pk).display_name == ""


def test_500_signs_with_line_breaks_are_not_too_many(hugo) -> None:
    text = ("x" * 49 + "\r\n") * 10
    page = settings(hugo).press("Spara", own_signature=text, uses_own_signature=["on"])
    assert page.status == 200
    assert len(Staff.objects.get(pk=hugo.staff.pk).own_signature) == 499


@pytest.mark.req("002-006")
def test_notices_go_to_the_address_stored_or_nowhere(hugo, rut, new_case) -> None:
    from vardtrad.gate.worker import NoAddress
    from vardtrad.shared.notify.actions import address_of

    settings(hugo).press("Spara", email="hugo.holm@mottagningen.example")
    rut.does("assign", new_case, hugo.staff)
    assert Notification.objects.filter(key=new_case.id, recipient_id=hugo.staff.id).exists()
    assert address_of("staff", hugo.staff.id).email == "hugo.holm@mottagningen.example"
    settings(hugo).press("Spara", email="")
    with pytest.raises(NoAddress):
        address_of("staff", hugo.staff.id)


@pytest.mark.req("B-12")
def test_shortcuts_are_switched_off(hugo) -> None:
    settings(hugo).press("Spara", shortcuts=[])
    assert not Staff.objects.get(pk=hugo.staff.pk).shortcuts
    settings(hugo).press("Spara", shortcuts=["on"])
    assert Staff.objects.get(pk=hugo.staff.pk).shortcuts


def test_two_windows_do_not_write_over_each_other(hugo) -> None:
    first, second = settings(hugo), settings(hugo)
    first.press("Spara", display_name="Hugo i ett")
    page = second.press("Spara", own_signature="Från fönster två")
    assert page.status == 422
    assert "har ändrats i ett annat fönster" in page.alerts
    assert page.fields("Spara")["own_signature"] == "Från fönster två"
    assert Staff.objects.get(pk=hugo.staff.pk).display_name == "Hugo i ett"


def test_the_settings_are_personal_and_the_trace_holds_names_but_no_content(hugo, hanna, alva) -> None:
    settings(hugo).press("Spara", display_name="Doktor Hugo", email="ny@personal.example")
    trace = Trace.objects.get(action="save_settings")
    assert (trace.actor_id, trace.key, trace.detail) == (
        hugo.staff.id, hugo.staff.id, {"changed": ["display_name", "email"]},
    )  # fmt: skip
    assert Staff.objects.get(pk=hanna.staff.pk).display_name == ""
    wanted = Wanted("Alva", "", uses_own_signature=False, email="", shortcuts=True)
    with pytest.raises(Refused):
        actions.save_settings(alva.actor, wanted, was=None)
    with pytest.raises(Refused, match="Skriv signaturen"):
        actions.save_settings(hugo.actor, Wanted("", " ", True, "", True), was=None)
    assert Trace.objects.filter(action="save_settings", outcome="refused").count() == 2


HEADING = "hsa_id;fornamn;efternamn;titel;befattningar;legitimerad;enheter;epost;telefon\n"


@pytest.mark.req("000-047", "000-049", "000-050", "002-006")
def test_an_import_leaves_what_somebody_has_chosen(region) -> None:
    nils = hire(region.a, "Nils", "Ny", "SE9921000015-P070", "handler")
    settings(nils).press(
        "Spara", display_name="Nisse", own_signature="Nisse hälsar", uses_own_signature=["on"], email="egen@example.se"
    )
    olle = region.people["olle"].staff
    directory.claim_organisation("prov", region.organisation.number)
    lines = "".join(
        f"{member.hsa_id};{member.given_name};Nyman;{member.title};;ja;;annan@example.se;\n"
        for member in (nils.staff, olle)
    )
    directory.import_directory("prov", read(HEADING + lines), allow_many=True)
    stored = Staff.objects.get(pk=nils.staff.pk)
    assert stored.family_name == "Nyman", "the import was carried out"
    assert (stored.display_name, stored.own_signature, stored.uses_own_signature, stored.email) == (
        "Nisse", "Nisse hälsar", True, "egen@example.se",
    )  # fmt: skip
    # Somebody who has chosen nothing follows the directory.
    assert Staff.objects.get(pk=olle.pk).email == "annan@example.se"


@pytest.mark.req("000-047", "000-050")
def test_the_resident_reads_the_name_and_the_signature_as_they_were_written(region, hugos_case, hugo, alva) -> None:
    """The name to go by stands beside the clinic's, and a signature of several lines keeps them."""
    hugo.staff.display_name = "Doktor Hugo"
    hugo.staff.own_signature, hugo.staff.uses_own_signature = "Med vänlig hälsning\nTelefontid 8-9", True
    hugo.staff.save()
    page = hugo.browser.open(hugo.case_address(hugos_case))
    page.press("Besvara", text="Klart.")
    read = alva.browser.open(f"/arenden/{hugos_case.id}")
    assert "Vårdcentralen Alen Doktor Hugo" in read.thread[-1] or "Vårdcentralen AlenDoktor Hugo" in read.thread[-1]
    sign = read.main.one("p", class_="sign")
    assert sign.children[0] == "Med vänlig hälsning\nTelefontid 8-9"
    for sheet in ("css/vardtrad.css", "css/paper.css"):
        style = Path(find(sheet)).read_text(encoding="utf-8")
        (rule,) = re.findall(r"\.sign \{[^}]*\}", style)
        assert "white-space: pre-line" in rule


@pytest.mark.req("000-047")
def test_a_signature_with_the_name_says_it_once(region, hugos_case, hugo, alva) -> None:
    hugo.does("answer", hugos_case, "Klart.")
    assert alva.browser.open(f"/arenden/{hugos_case.id}").thread[-1].count("Hugo Holm") == 1


@pytest.mark.req("000-002", "000-004")
def test_the_four_activities_of_a_day(settings, browser, region, new_case, rut, hugo) -> None:
    """Log in with the card, distribute a case, answer it as the colleague, and change one's own settings."""
    settings.DEMO = True
    for who in (rut, hugo):
        card = browser.open("/personal/logga-in").follow("E-tjänstekort")
        inside = card.press("OK", who=str(who.staff.id), pin="123456")
        assert [link.text for link in inside.main.all("a")] == [region.a.name]
        place = inside.follow(region.a.name)
        if who is rut:
            case = browser.open(browser.open(who.address("arenden/inkomna")).rows[0]["href"]).unfold(
                "Fördela till någon"
            )
            assert "Ärendet är fördelat till Hugo Holm." in case.press("Fördela", to=str(hugo.staff.id)).alerts
        else:
            own = place.follow("Personliga inställningar").press(
                "Spara", own_signature=SIGNATURE, uses_own_signature="on"
            )
            assert own.status == 200
            case = browser.open(browser.open(who.address("mina/tilldelade")).rows[0]["href"])
            case.press("Besvara", text="Receptet är förnyat.")
        browser.open(who.address()).press("Logga ut")
        assert browser.open(who.address()).main.one("h1").text == "Logga in"
    answer = Message.objects.get(case=new_case, kind="answer")
    assert (answer.text, answer.signature) == ("Receptet är förnyat.", SIGNATURE)
