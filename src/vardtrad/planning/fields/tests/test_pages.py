"""The fields on the page: saved one by one, without a script and with one, followed by others, with their history."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.fields.models import Field, FieldEdit, Writing

BOENDE, ADL, MAT = "kartlaggning.boende", "kartlaggning.adl", "kartlaggning.mat"
SIP = "stallningstagande.sip"


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """An SVU whose needs assessment has been started."""
    return Drive(planners).published().assessing()


def at(who: Planner, svu: Drive, rest: str = "kartlaggning/") -> str:
    return f"{who.base}svu/{svu.key}/{rest}"


def save(who: Planner, svu: Drive, path: str, value: str, revision: int, *, form: str = "", query: str = "") -> Any:
    """Save a field in the way that autosave.js does."""
    where = at(who, svu, f"falt/{form or path.partition('.')[0]}/spara{query}")
    data = {"path": path, "value": value, "revision": str(revision)}
    return who.browser.post(where, data, headers={"Accept": "application/json"})


def values(who: Planner, svu: Drive, form: str = "kartlaggning") -> dict[str, Any]:
    answer = who.browser.get(at(who, svu, f"falt/{form}/varden"), headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return {field["path"]: field for field in answer.json()["fields"]}


class TestWithoutAScript:
    @pytest.mark.req("001-126", "001-127")
    def test_any_party_starts_the_assessment_by_its_button(
        self, planners: Planners, karin: Planner, oskar: Planner
    ) -> None:
        svu = Drive(planners).published()
        page = karin.browser.open(at(karin, svu))
        assert "Kartläggningen är inte startad" in page.text
        page = page.press("Starta kartläggning")
        assert page.status == 200
        assert svu.steps.assessment is not None
        assert oskar.browser.open(at(oskar, svu)).form("Spara Boende och familj")

    @pytest.mark.req("001-126", "001-090")
    def test_not_before_consent_and_admission_nor_after_a_refusal(self, planners: Planners, vera: Planner) -> None:
        svu = Drive(planners).consented()
        page = vera.browser.open(at(vera, svu))
        assert "Publicera inskrivningen först." in page.text
        assert "Starta kartläggning" not in page.text
        refused = Drive(planners, patient="edvin").refused()
        assert "Starta kartläggning" not in vera.browser.open(at(vera, refused)).text

    @pytest.mark.req("001-128", "001-133", "001-135")
    def test_a_field_is_saved_by_its_button_and_says_who_wrote_it(
        self, svu: Drive, karin: Planner, vera: Planner
    ) -> None:
        page = karin.browser.open(at(karin, svu)).press("Spara Boende och familj", value="Bor ensam, två trappor.")
        assert page.address.endswith("/kartlaggning/#falt-kartlaggning-boende")
        shown = vera.browser.open(at(vera, svu))
        assert "Bor ensam, två trappor." in shown.text
        assert f"av {karin.actor.signature}, Biståndsenheten Plankommun" in shown.text

    @pytest.mark.req("001-130", "001-131")
    def test_each_half_is_written_by_its_own_parties_and_read_by_all(
        self, svu: Drive, vera: Planner, oskar: Planner, karin: Planner
    ) -> None:
        def writes(who: Planner) -> set[str]:
            page = who.browser.open(at(who, svu))
            return {form.attrs["data-path"] for form in page.root.all("form") if "data-path" in form.attrs}

        assert writes(oskar) == writes(karin) >= {BOENDE}
        assert writes(vera) >= {MAT, ADL}
        assert not writes(vera) & writes(karin)
        page = vera.browser.open(at(vera, svu)).text
        assert "Tidigare vårdrelation" in page
        assert "Bakgrund" in page
        assert "Aktuellt tillstånd" in page
        answer = save(karin, svu, MAT, "Äter själv.", 0)
        assert answer.status_code == 422
        assert "annan part" in answer.json()["error"]

    @pytest.mark.req("001-130")
    def test_the_ward_writes_in_the_right_half_under_its_own_headings(self, svu: Drive, vera: Planner) -> None:
        opened = vera.browser.open(at(vera, svu))
        _left, right = opened.main.one("div", class_="halves").all("section")
        assert right.one("h2").text.startswith("S")
        assert {"Patient och närståendes önskemål", "Aktuellt tillstånd"} <= {h3.text for h3 in right.all("h3")}
        written = {form.attrs["data-path"] for form in opened.main.all("form") if "data-path" in form.attrs}
        assert written == {form.attrs["data-path"] for form in right.all("form") if "data-path" in form.attrs}
        assert MAT in written

    @pytest.mark.req("B-29")
    def test_two_users_in_a_field_see_both_texts_and_choose(self, svu: Drive, karin: Planner, oskar: Planner) -> None:
        page = oskar.browser.open(at(oskar, svu))
        svu.writes(karin, BOENDE, "Karins text.")
        page = page.press("Spara Boende och familj", value="Oskars text.")
        assert page.status == 422
        (form,) = page.root.all("form", data_path=BOENDE)
        assert form.one("textarea").raw.strip() == "Oskars text."
        assert form.one("blockquote").text == "Karins text."
        revision = form.one("input", name="revision").attrs["value"]
        kept = {"path": BOENDE, "revision": revision, "value": "Oskars text."}
        assert FieldEdit.objects.filter(plan_id=svu.key).count() == 1
        theirs = oskar.browser.send(form.attrs["action"], kept | {"keep": "theirs"})
        assert theirs.fields("Spara Boende och familj")["value"] == "Karins text."
        mine = oskar.browser.send(form.attrs["action"], kept | {"keep": "mine"})
        assert mine.status == 200
        assert mine.fields("Spara Boende och familj")["value"] == "Oskars text."
        assert [edit.value for edit in FieldEdit.objects.filter(plan_id=svu.key).order_by("revision")] == [
            "Karins text.", "Oskars text.",
        ]  # fmt: skip

    @pytest.mark.req("001-090", "B-04")
    def test_what_was_typed_when_consent_was_withdrawn_is_given_back_on_the_page(
        self, svu: Drive, karin: Planner
    ) -> None:
        page = karin.browser.open(at(karin, svu))
        svu.withdrawn()
        page = page.press("Spara Boende och familj", value="Skrivet i onödan.")
        assert page.status == 422
        assert "samtycke är avregistrerad" in page.text
        assert "Skrivet i onödan." in page.text
        assert not Field.objects.filter(plan_id=svu.key).exists()

    @pytest.mark.req("001-134")
    def test_the_history_of_a_field_opens_by_the_name_newest_first(
        self, svu: Drive, karin: Planner, vera: Planner
    ) -> None:
        svu.writes(karin, BOENDE, "Först.").writes(svu.care, BOENDE, "Sedan.").writes(karin, BOENDE, "")
        page = vera.browser.open(at(vera, svu))
        (link,) = [a for a in page.root.all("a") if a.attrs["href"].endswith(f"historik?falt={BOENDE}")]
        assert karin.actor.signature in link.text
        page = vera.browser.open(link.attrs["href"])
        entries = [li.text for li in page.main.one("ol").all("li")]
        assert "Fältet tömdes." in entries[0]
        assert "Sedan." in entries[1]
        assert "Först." in entries[2]
        assert svu.care.actor.signature in entries[1]

    def test_an_unknown_field_has_no_history(self, svu: Drive, vera: Planner) -> None:
        assert (
            vera.browser.get(at(vera, svu, "falt/kartlaggning/historik?falt=kartlaggning.finns_inte")).status_code
            == 404
        )
        assert vera.browser.get(at(vera, svu, "falt/kartlaggning/historik")).status_code == 404


class TestAsTheScriptSaves:
    @pytest.mark.req("001-128", "B-29")
    def test_a_saving_answers_with_its_revision_and_words(self, svu: Drive, karin: Planner) -> None:
        answer = save(karin, svu, BOENDE, "Bor ensam.\r\nTvå trappor.", 0)
        assert answer.status_code == 200
        told = answer.json()
        assert (told["path"], told["revision"], told["value"]) == (BOENDE, 1, "Bor ensam.\nTvå trappor.")
        assert told["saved_words"].startswith("Sparat ")
        assert karin.actor.name in told["saved_words"]
        assert save(karin, svu, BOENDE, "Bor ensam.", 1).json()["revision"] == 2

    @pytest.mark.req("B-29")
    def test_an_older_revision_is_a_conflict_with_both_texts(self, svu: Drive, karin: Planner, oskar: Planner) -> None:
        save(karin, svu, BOENDE, "Karins text.", 0)
        answer = save(oskar, svu, BOENDE, "Oskars text.", 0)
        assert answer.status_code == 409
        told = answer.json()
        assert (told["revision"], told["theirs"], told["mine"]) == (1, "Karins text.", "Oskars text.")
        assert Field.objects.get(plan_id=svu.key, path=BOENDE).value == "Karins text."

    def test_saving_again_after_a_lost_answer_is_not_a_conflict(self, svu: Drive, karin: Planner) -> None:
        save(karin, svu, BOENDE, "Karins text.", 0)
        again = save(karin, svu, BOENDE, "Karins text.", 0)
        assert again.status_code == 200
        assert again.json()["revision"] == 1
        assert FieldEdit.objects.filter(plan_id=svu.key).count() == 1

    @pytest.mark.req("B-29")
    def test_two_fields_do_not_disturb_each_other(self, svu: Drive, karin: Planner, oskar: Planner) -> None:
        assert save(karin, svu, BOENDE, "Bor ensam.", 0).status_code == 200
        assert save(oskar, svu, "kartlaggning.ovrigt", "Hund.", 0).status_code == 200
        assert save(oskar, svu, BOENDE, "Bor ensam, med hund.", 1).status_code == 200

    @pytest.mark.req("B-04", "001-090")
    def test_a_refusal_gives_the_text_back(self, svu: Drive, karin: Planner) -> None:
        svu.withdrawn()
        answer = save(karin, svu, BOENDE, "Skrivet i onödan.", 0)
        assert answer.status_code == 422
        assert answer.json()["value"] == "Skrivet i onödan."
        assert "samtycke är avregistrerad" in answer.json()["error"]

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({"path": "kartlaggning.finns_inte", "revision": "0", "value": "x"}, 422),
            ({"path": "", "revision": "0", "value": "x"}, 422),
            ({"path": BOENDE, "revision": "x", "value": "x"}, 422),
            ({"path": BOENDE, "revision": "-1", "value": "x"}, 422),
            ({"path": BOENDE, "revision": "99999999999", "value": "x"}, 422),
            ({"path": BOENDE, "revision": "7", "value": "x"}, 409),
            ({"path": BOENDE, "value": "x"}, 422),
            ({"path": BOENDE, "revision": "0", "value": "a\x00b"}, 422),
            ({"path": BOENDE, "revision": "0", "value": "å" * 8_001}, 422),
            ({"path": SIP, "revision": "0", "value": "hemma"}, 422),
            ({"path": BOENDE * 40, "revision": "0", "value": "x"}, 422),
        ],
    )
    def test_bad_input_saves_nothing_and_says_why(
        self, svu: Drive, karin: Planner, data: dict[str, str], status: int
    ) -> None:
        where = at(karin, svu, "falt/kartlaggning/spara")
        answer = karin.browser.post(where, data, headers={"Accept": "application/json"})
        assert answer.status_code == status
        assert answer.json()["error"]
        page = karin.browser.send(where, data)
        assert page.status == 422
        assert not Field.objects.filter(plan_id=svu.key).exists()

    def test_a_choice_is_one_of_its_alternatives_and_can_be_taken_back(self, svu: Drive, vera: Planner) -> None:
        assert save(vera, svu, ADL, "sjalv", 0).json()["value_words"] == "Klarar själv"
        assert save(vera, svu, ADL, "annat", 1).status_code == 422
        assert save(vera, svu, ADL, "", 1).status_code == 200

    def test_outsiders_get_the_answer_for_strangers(self, svu: Drive, agda: Planner, extern: Planner) -> None:
        for who in (agda, extern):
            assert save(who, svu, MAT, "x", 0).status_code == 404
            for rest in ("varden", "historik?falt=" + MAT, "person?falt=stallningstagande.lakare_slutenvard"):
                assert who.browser.get(at(who, svu, f"falt/kartlaggning/{rest}")).status_code == 404
            assert who.browser.post(at(who, svu, "falt/kartlaggning/skriver"), {"path": MAT}).status_code == 404
        assert not Writing.objects.filter(plan_id=svu.key).exists()


class TestFollowing:
    @pytest.mark.req("B-29", "001-128")
    def test_what_a_unit_saves_is_shown_to_another_unit(self, svu: Drive, karin: Planner, vera: Planner) -> None:
        assert values(vera, svu)[BOENDE]["revision"] == 0
        save(karin, svu, BOENDE, "Bor ensam.", 0)
        told = values(vera, svu)[BOENDE]
        assert (told["revision"], told["value_words"]) == (1, "Bor ensam.")
        assert karin.actor.signature in told["saved_words"]

    @pytest.mark.req("B-29")
    def test_a_writer_is_shown_to_the_others_until_the_mark_expires(
        self, svu: Drive, karin: Planner, oskar: Planner, vera: Planner, frozen: Any
    ) -> None:
        ping = at(karin, svu, "falt/kartlaggning/skriver")
        assert karin.browser.post(ping, {"path": BOENDE}).status_code == 204
        assert values(vera, svu)[BOENDE]["editing_words"] == f"{karin.actor.name} skriver här nu"
        assert values(karin, svu)[BOENDE]["editing_words"] == ""
        karin.browser.post(ping, {"path": BOENDE, "left": "1"})
        assert values(vera, svu)[BOENDE]["editing_words"] == ""
        karin.browser.post(ping, {"path": BOENDE})
        frozen.go(seconds=46)
        assert values(vera, svu)[BOENDE]["editing_words"] == ""

    def test_nobody_is_shown_as_writing_in_a_field_closed_to_them(self, svu: Drive, karin: Planner) -> None:
        for path in (MAT, "finns.inte", ""):
            karin.browser.post(at(karin, svu, "falt/kartlaggning/skriver"), {"path": path})
        assert not Writing.objects.filter(plan_id=svu.key).exists()

    @pytest.mark.req("001-090")
    def test_after_a_refusal_each_unit_reads_what_it_wrote_itself_and_nothing_else(
        self, svu: Drive, karin: Planner, oskar: Planner, vera: Planner
    ) -> None:
        svu.writes(karin, BOENDE, "Karins text.").writes(oskar, BOENDE, "Oskars text.").writes(vera, MAT, "Äter själv.")
        svu.withdrawn()
        assert {path: field["value"] for path, field in values(karin, svu).items()} == {BOENDE: "Karins text."}
        assert {path: field["value"] for path, field in values(vera, svu).items()} == {MAT: "Äter själv."}
        page = karin.browser.open(at(karin, svu))
        assert "Karins text." in page.text
        assert "Oskars text." not in page.text
        assert "Äter själv." not in page.text
        assert not page.root.all("form", data_path=BOENDE)
        history = karin.browser.open(at(karin, svu, f"falt/kartlaggning/historik?falt={BOENDE}"))
        assert "Karins text." in history.text
        assert "Oskars text." not in history.text
        told = save(karin, svu, BOENDE, "Mer.", 1).json()
        assert "theirs" not in told
        assert "Oskars" not in str(told)

    def test_the_marker_changes_with_everything_but_the_fields(self, svu: Drive, karin: Planner, vera: Planner) -> None:
        def marker() -> str:
            return str(vera.browser.get(at(vera, svu, "falt/kartlaggning/varden")).json()["marker"])

        before = marker()
        page = vera.browser.open(at(vera, svu))
        (live,) = [node for node in page.root.walk() if "data-live-fields" in node.attrs]
        assert live.attrs["data-live-marker"] == before
        svu.writes(karin, BOENDE, "Bor ensam.").writes(karin, BOENDE, "Bor ensam än.")
        assert marker() == before
        svu.messaged(karin)
        assert marker() != before

    def test_reading_is_logged_when_a_page_opens_and_not_at_each_request_after_that(
        self, svu: Drive, vera: Planner, frozen: Any
    ) -> None:
        def readings() -> int:
            return Trace.objects.filter(action="read", key=svu.key, actor_id=vera.staff.id, outcome="done").count()

        vera.browser.open(at(vera, svu))
        before = readings()
        for _again in range(3):
            values(vera, svu)
        assert readings() == before
        frozen.go(minutes=11)
        values(vera, svu)
        values(vera, svu)
        assert readings() == before + 1

    def test_reading_is_logged_for_each_seat(self, svu: Drive, vera: Planner, planners: Planners) -> None:
        ulla = planners.staff["ulla"]
        vera.browser.open(at(vera, svu))
        values(ulla, svu)
        assert Trace.objects.filter(action="read", key=svu.key, actor_id=ulla.staff.id).count() == 1

    def test_a_removed_unit_is_refused_at_once_and_that_is_logged(
        self, planners: Planners, svu: Drive, karin: Planner
    ) -> None:
        from vardtrad.planning.plan import actions
        from vardtrad.planning.plan.models import Participant
        from vardtrad.planning.svu.subject import SVU

        values(karin, svu)
        home_care = planners.staff["kurt"]
        actions.add_unit(SVU, karin.actor, svu.key, home_care.unit)
        member = Participant.objects.get(plan_id=svu.key, unit=karin.unit, removed__isnull=True)
        actions.remove_unit(SVU, karin.actor, svu.key, member.unit, confirmed=True)
        assert karin.browser.get(at(karin, svu, "falt/kartlaggning/varden")).status_code == 404
        assert Trace.objects.filter(action="read", key=svu.key, actor_id=karin.staff.id, outcome="refused").exists()

    def test_automatic_requests_keep_no_session_alive(self, svu: Drive, vera: Planner, frozen: Any) -> None:
        vera.browser.open(at(vera, svu))
        for _minute in range(4):
            frozen.go(minutes=10)
            answer = vera.browser.get(at(vera, svu, "falt/kartlaggning/varden"))
        assert answer.status_code == 302
