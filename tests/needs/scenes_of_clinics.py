"""The rows of cases, tasks and requests for listing as people play them, and what spoils each of their needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.test import override_settings

from tests.needs.at_the_door import Scene, after, given, instead
from tests.people import Clock, Region, now

LONG = "x" * 4001


@dataclass
class Clinics:
    """The people of the clinics' half, the clock, and the thing that the scene is about."""

    region: Region
    clock: Clock
    case: Any = None
    task: Any = None
    request: Any = None
    postponed: Any = None
    notes: dict[str, Any] = field(default_factory=dict)

    def who(self, name: str) -> Any:
        """One of the named people."""
        return self.region.people[name]

    @property
    def seen(self) -> int:
        """The content number that a page of the case would have now."""
        return now(self.case).content


S = Clinics


def protected(s: S) -> None:
    """Alva's data are protected, and only clinic A has approved her."""
    from vardtrad.cases.case.models import ApprovedContact
    from vardtrad.shared.people.models import Person, Protection

    alva = s.who("alva").person
    ApprovedContact.objects.get_or_create(clinic=s.region.a, person=alva)
    Person.objects.filter(pk=alva.pk).update(protection=Protection.SECRECY_MARK)
    alva.refresh_from_db()


def unapproved(s: S) -> None:
    from vardtrad.cases.case.models import ApprovedContact

    protected(s)
    ApprovedContact.objects.all().delete()


def person(**changed: Any) -> Any:
    def change_person(s: S) -> None:
        from vardtrad.shared.people.models import Person

        alva = s.who("alva").person
        values = {name: value(s) if callable(value) else value for name, value in changed.items()}
        Person.objects.filter(pk=alva.pk).update(**values)
        alva.refresh_from_db()

    return change_person


# ── Beginning a case ─────────────────────────────────────────────────────────────────────────────────────────────────


def send(s: S, *, text: str = "Jag behöver recept.", choice: str = "", chosen: Any = None) -> None:
    from vardtrad.cases.case.moves import sending

    alva, region = s.who("alva"), s.region
    s.case = sending.send(alva.actor, region.a, region.renewal, alva.person, text, choice=choice, chosen=chosen).thing


def register(
    s: S,
    *,
    text: str = "Alva ringde om sitt recept.",
    choice: str = "",
    by: str = "phone",
    number: str = "070-174 06 05",
    chosen: Any = None,
) -> None:
    from vardtrad.cases.case.contact import AnswerBy, CameBy
    from vardtrad.cases.case.moves import registering

    region, alva = s.region, s.who("alva").person
    contact = registering.Contact(CameBy.PHONE, AnswerBy(by), number)
    s.case = registering.register(
        s.who("rut").actor, region.a, region.renewal, alva, text, contact, choice=choice, chosen=chosen
    ).thing


def registered_and_asked(s: S) -> None:
    """Alva has phoned and wants to be phoned back; Hugo has asked something."""
    register(s)
    s.who("rut").does("assign", s.case, s.who("hugo").staff)
    s.who("hugo").does("ask", s.case, "Vilken styrka?")


def record_reply(s: S, *, text: str = "50 mg.", another_form: bool = False, chosen: Any = None) -> None:
    from vardtrad.cases.case.moves import registering
    from vardtrad.cases.case.rules import Move
    from vardtrad.cases.case.subject import move
    from vardtrad.shared.forms.answering import judged
    from vardtrad.shared.forms.models import FormVersion

    if another_form:
        answers = judged(FormVersion.objects.filter(form=a_form(s)).latest("id"), {"f0": ["Ett svar."]})
        registering.record_form(s.who("hugo").actor, s.case.id, answers, "", seen=s.seen)
    elif chosen is not None:
        given = registering.RecordReply(text, chosen(s) if callable(chosen) else chosen)
        move(s.who("hugo").actor, s.case.id, Move.RECORD_REPLY, given, seen=s.seen)
    else:
        registering.record_reply(s.who("hugo").actor, s.case.id, text, seen=s.seen)


def answered_by_hugo(s: S) -> None:
    assigned(s)
    s.who("hugo").does("answer", s.case, "Klart.")


def closed_by_hugo(s: S) -> None:
    s.who("hugo").does("close_without_answer", s.case, "Ringt.")


def closed_by_the_clock(s: S) -> None:
    unanswered_for_long(s)
    reminds("close_unanswered")(s)
    s.case.refresh_from_db()


def services(**changed: Any) -> Any:
    def change(s: S) -> None:
        from vardtrad.cases.case.models import Service

        Service.objects.filter(clinic=s.region.a).update(**changed)

    return change


def one_a_day(s: S) -> None:
    s.who("bo").sends(s.region.renewal_at_a)
    services(daily_cap=1)(s)


def with_kinds(s: S) -> None:
    s.region.renewal.choices = ["Nytt recept"]
    s.region.renewal.save()


def send_out(
    s: S, *, direction: str = "question", text: str = "Hur mår du?", to: str = "hugo", chosen: Any = None
) -> None:
    from vardtrad.cases.case.models import CaseType, Service
    from vardtrad.cases.case.moves import sending
    from vardtrad.cases.case.moves.sending import Outgoing
    from vardtrad.kernel.tables import Refused

    template = CaseType.objects.create(code=f"mall-{direction}", name="Mall", direction=direction)
    Service.objects.create(clinic=s.region.a, case_type=template, open=s.notes.get("open", True))
    alva, rut = s.who("alva"), s.who("rut")
    outgoing = [Outgoing(alva.person, text)]
    (outcome,) = sending.send_out(rut.actor, s.region.a, template, outgoing, s.who(to).staff, chosen=chosen)
    if isinstance(outcome, Refused):
        raise outcome
    s.case = outcome.thing


def shut(s: S) -> None:
    s.notes["open"] = False


# ── A case under way ─────────────────────────────────────────────────────────────────────────────────────────────────


def received(s: S) -> None:
    s.case = s.who("alva").sends(s.region.renewal_at_a)


def assigned(s: S) -> None:
    received(s)
    s.who("rut").does("assign", s.case, s.who("hugo").staff)


def asked(s: S) -> None:
    assigned(s)
    s.who("hugo").does("ask", s.case, "Vilken styrka?")


def a_form(s: S) -> Any:
    """A form of clinic A, with a question that needs an answer, in use."""
    from vardtrad.shared.forms import actions as forms

    item = {"linkId": "1", "type": "string", "text": "Vad?", "required": True}
    source = {"resourceType": "Questionnaire", "title": "Frågor", "status": "active", "item": [item]}
    adam = s.who("adam").actor
    made = forms.make(adam, "Frågor", forms.as_source(source))
    forms.take_into_use(adam, made.id, 1)
    return made


def with_form(s: S) -> None:
    from vardtrad.cases.case.models import Service

    Service.objects.filter(clinic=s.region.a, case_type=s.region.renewal).update(form=a_form(s))


def with_signs(s: S) -> None:
    from vardtrad.cases.case.danger_signs.actions import save_signs

    save_signs(s.who("adam").actor, s.region.renewal.id, ["Svårt att andas"], [], seen=0)


def asked_in_a_form(s: S) -> None:
    from vardtrad.cases.case.models import CaseType, Service
    from vardtrad.cases.case.moves import sending

    kind = CaseType.objects.create(code="mall-i-formular", name="Kallelse", direction="question")
    Service.objects.create(clinic=s.region.a, case_type=kind, form=a_form(s))
    to = [sending.Outgoing(s.who("alva").person, "Kommer du?")]
    (moved,) = sending.send_out(s.who("hugo").actor, s.region.a, kind, to, s.who("hugo").staff)
    s.case = moved.thing


def answered(s: S) -> None:
    asked(s)
    s.who("alva").answers_back(s.case)


def does(verb: str, who: str, text: str) -> Any:
    def act(s: S, *, text: str = text, **files: Any) -> None:
        s.who(who).does(verb, s.case, text, **files)

    return act


def hands(verb: str, who: str, to: str) -> Any:
    def act(s: S, *, to: str = to) -> None:
        s.who(who).does(verb, s.case, s.who(to).staff)

    return act


def take(s: S, *, who: str = "hanna") -> None:
    s.who(who).does("take", s.case)


def team(s: S) -> Any:
    """Hanna and Rut are a group; only Hanna may answer cases."""
    from vardtrad.cases.teams.models import Group, Member

    group = Group.objects.create(clinic=s.region.a, name="Läkare")
    Member.objects.bulk_create(Member(group=group, staff=s.who(name).staff) for name in ("hanna", "rut"))
    return group


def routed(s: S) -> None:
    from vardtrad.cases.case.models import Service

    Service.objects.filter(pk=s.region.renewal_at_a.pk).update(group=team(s))
    received(s)


def distributed_to_the_team(s: S) -> None:
    received(s)
    s.who("rut").does("assign", s.case, team(s))


def transfer(s: S, *, to: str = "b") -> None:
    s.who("rut").does("transfer", s.case, getattr(s.region, to))


def transfer_and_tell(s: S, *, text: str = "Ärendet läggs till läkare.") -> None:
    s.who("rut").does("transfer_and_tell", s.case, s.region.b, text)


def closed_to_others(s: S) -> None:
    s.region.b.open_to_transfer = False
    s.region.b.save()


def note(s: S, *, text: str = "Ringt.") -> None:
    from vardtrad.cases.case.moves import notes

    notes.note(s.who("hugo").actor, s.case.id, text)


def consult(s: S, *, text: str = "Kan ni?", unit: str = "b") -> None:
    from vardtrad.cases.case.moves import consulting

    consulting.consult(s.who("hugo").actor, s.case.id, text, getattr(s.region, unit))


def consulted(s: S) -> None:
    assigned(s)
    consult(s)


def consult_reply(s: S, *, text: str = "Ja.") -> None:
    from vardtrad.cases.case.moves import consulting

    consulting.consult_reply(s.who("olle").actor, s.case.id, text)


def with_another(s: S) -> None:
    """Alva has two cases at clinic A and one at clinic B; Bo has one at clinic A."""
    assigned(s)
    alva, services_of = s.who("alva"), s.region.services
    s.notes["other"] = alva.sends(services_of["a", "question"]).id
    s.notes["elsewhere"] = alva.sends(services_of["b", "question"]).id
    s.notes["bos"] = s.who("bo").sends(services_of["a", "question"]).id
    s.notes["itself"] = s.case.id


def link(s: S, *, to: str = "other") -> None:
    from vardtrad.cases.case.moves import linking

    linking.link(s.who("rut").actor, s.case.id, s.notes[to])


def snooze(s: S, *, days: float = 2) -> None:
    from vardtrad.cases.case.moves import laying_aside

    laying_aside.snooze(s.who("hugo").actor, s.case.id, s.clock.now() + timedelta(days=days))


def snoozed(s: S) -> None:
    assigned(s)
    snooze(s)


def snoozed_until_now(s: S) -> None:
    snoozed(s)
    s.clock.go(days=2)


def by_the_clock(s: S, move: Any, what: Any) -> None:
    from vardtrad.cases.case.subject import CLOCK, move_many
    from vardtrad.gate import door
    from vardtrad.kernel.tables import Refused

    (outcome,) = move_many(CLOCK, move, [door.Request(s.case.id, what)])
    if isinstance(outcome, Refused):
        raise outcome


def wake(s: S) -> None:
    from vardtrad.cases.case.moves.laying_aside import Wake
    from vardtrad.cases.case.rules import Move

    by_the_clock(s, Move.WAKE, Wake())


def flag(s: S) -> None:
    from vardtrad.cases.case.moves.flagging import Flag
    from vardtrad.cases.case.rules import Move

    by_the_clock(s, Move.FLAG, Flag())


def late(s: S) -> None:
    assigned(s)
    s.clock.go(days=30)


def unanswered(s: S) -> None:
    send_out(s)


def unanswered_for_long(s: S) -> None:
    send_out(s)
    s.clock.go(days=30)


def reminds(name: str) -> Any:
    """The clock's move on a question that nobody has answered."""

    def act(s: S) -> None:
        from vardtrad.cases.case.moves.unanswered import CloseUnanswered, Remind
        from vardtrad.cases.case.rules import Move

        by_the_clock(s, Move(name), CloseUnanswered() if name == "close_unanswered" else Remind())

    return act


def read_by_alva(s: S) -> None:
    from vardtrad.cases.case.moves import opening

    opening.mark_read(s.who("alva").actor, s.case.id)


def died(s: S) -> None:
    from vardtrad.shared.people.models import Person

    Person.objects.filter(pk=s.who("alva").person.pk).update(deceased=True)


def postpone(s: S, *, kind: str = "answer", text: str = "Klart.", days: float = 1, **files: Any) -> None:
    from vardtrad.cases.case.message_kinds import MessageKind
    from vardtrad.cases.case.models import Postponed
    from vardtrad.cases.case.moves import sending_later

    at = s.clock.now() + timedelta(days=days)
    sending_later.postpone(s.who("hugo").actor, s.case.id, MessageKind(kind), text, at, seen=s.seen, **files)
    s.postponed = Postponed.objects.get(case=s.case, status="waiting")


def postponed(kind: str, *, due: bool = True, author: bool = True) -> Any:
    def begin(s: S) -> None:
        assigned(s)
        postpone(s, kind=kind)
        if due:
            s.clock.go(days=1)
        if not author:
            permissions(s, "hugo", [])

    return begin


def permissions(s: S, name: str, held: list[str]) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units.actions import set_permissions
    from vardtrad.shared.care_units.models import Assignment

    assignment = Assignment.objects.get(staff=s.who(name).staff, state="active")
    set_permissions(system("testerna"), assignment.id, held, seen=assignment.content)


def deliver(s: S) -> None:
    from vardtrad.cases.case.moves.sending_later import DELIVERIES, Deliver

    move, _sent_as = DELIVERIES[s.postponed.kind]
    by_the_clock(s, move, Deliver(s.postponed))


def holds(name: str, who: str) -> Any:
    """The move that holds an answer, or a closing, for some seconds."""

    def act(s: S, *, text: str = "Klart.", seconds: int = 10, chosen: Any = None) -> None:
        from vardtrad.cases.case.message_kinds import MessageKind
        from vardtrad.cases.case.models import Postponed
        from vardtrad.cases.case.moves.taking_back import Hold
        from vardtrad.cases.case.rules import Move
        from vardtrad.cases.case.subject import move

        kind = MessageKind.ANSWER if name == "hold_answer" else MessageKind.CLOSING_REASON
        with override_settings(UNDO_SECONDS=seconds):
            move(s.who(who).actor, s.case.id, Move(name), Hold(kind, text, chosen), seen=s.seen)
        s.postponed = Postponed.objects.get(case=s.case, status="waiting")

    return act


def held(name: str, *, due: bool = False) -> Any:
    """Hugo's case with what closes it held; Hanna replaces him."""

    def begin(s: S) -> None:
        from vardtrad.cases.teams.models import Substitution
        from vardtrad.kernel import clock

        assigned(s)
        hugo, hanna, today = s.who("hugo").staff, s.who("hanna").staff, clock.today()
        Substitution.objects.create(staff=hugo, substitute=hanna, first=today, last=today)
        holds(name, "hugo")(s)
        if due:
            s.clock.go(seconds=11)

    return begin


def nearly_late(s: S) -> None:
    from vardtrad.kernel import clock

    assigned(s)
    s.clock.go(seconds=int((now(s.case).due - clock.now()).total_seconds()) - 60)


def take_back(s: S, *, who: str = "hugo") -> None:
    from vardtrad.cases.case.moves import taking_back

    taking_back.take_back(s.who(who).actor, s.case.id)


def give_back(s: S) -> None:
    from vardtrad.cases.case.moves.sending_later import Return
    from vardtrad.cases.case.rules import Move

    by_the_clock(s, Move.RETURN_POSTPONED, Return(s.postponed))


WORDS = {"some_text": given(text=" \n"), "not_too_long": given(text=LONG)}


def a_file_that_is_gone(s: S) -> Any:
    from vardtrad.shared.drafts.files import Chosen

    return Chosen(uuid4(), (uuid4(),))


def too_many_files(who: str) -> Any:
    """Eleven files that wait in somebody's draft."""

    def chosen(s: S) -> Any:
        from vardtrad.shared.drafts.files import Chosen
        from vardtrad.shared.drafts.models import DraftFile

        actor, key = s.who(who).actor, uuid4()
        of = {"owner": actor.writes_as, "key": key, "media_type": "application/pdf", "size": 1, "at": s.clock.now()}
        files = [DraftFile(name=f"{number}.pdf", content=b"x", **of) for number in range(11)]
        return Chosen(key, tuple(file.id for file in DraftFile.objects.bulk_create(files)))

    return chosen


def said(who: str) -> dict[str, Any]:
    return WORDS | {"files_wait": given(chosen=a_file_that_is_gone), "few_files": given(chosen=too_many_files(who))}


ENDING = {"some_reason": given(text=" \n"), "not_too_long": given(text=LONG)}

CASES = [
    Scene("cases", "send", "", send, spoiled={
        "service_open": instead(services(open=False)),
        "service_open at a clinic that takes no cases": instead(lambda s: no_cases_at(s, s.region.a)),
        "hours_and_cap": instead(one_a_day),
        "may_reach_clinic": instead(unapproved),
        "a_kind": instead(with_kinds),
        "files_wait": given(chosen=a_file_that_is_gone),
        "few_files": given(chosen=too_many_files("alva")),
        "a_kind among none": given(choice="Nytt recept"),
        "answers_complete": instead(with_form),
        "signs_confirmed": instead(with_signs),
        "text_or_shortcut": given(text=" \n"),
        "not_too_long": given(text=LONG),
    }),
    Scene("cases", "register", "", register, spoiled={
        "files_wait": given(chosen=a_file_that_is_gone),
        "few_files": given(chosen=too_many_files("rut")),
        "service_open": instead(services(open=False)),
        "service_open at a clinic that takes no cases": instead(lambda s: no_cases_at(s, s.region.a)),
        "answer_arrives by telephone": given(number=""),
        "answer_arrives by letter": instead(person(street=""), by="letter"),
        "answer_arrives in the inbox of a protected person": instead(unapproved, by="inbox"),
        "answers_complete": instead(with_form),
        "signs_confirmed": instead(with_signs),
        "a_kind": instead(with_kinds),
        "a_kind among none": given(choice="Nytt recept"),
        "text_or_shortcut": given(text=" \n"),
        "not_too_long": given(text=LONG),
    }),
    Scene("cases", "send_question", "", send_out, spoiled=said("rut") | {
        "service_open": instead(shut),
        "may_answer_here": given(to="rut"),
        "may_answer_here but at another clinic": given(to="olle"),
        "may_reach_clinic": instead(unapproved),
    }),
    Scene("cases", "send_information", "", lambda s, **form: send_out(s, direction="information", **form),
        spoiled=said("rut") | {"service_open": instead(shut), "may_reach_clinic": instead(unapproved)}),
    Scene("cases", "assign", "received", hands("assign", "rut", "hugo"), received, {
        "may_answer_here": given(to="greta"),
        "may_answer_here but at another clinic": given(to="olle"),
    }),
    Scene("cases", "reassign", "assigned", hands("reassign", "rut", "hanna"), assigned, {
        "may_answer_here": given(to="adam"),
        "somebody_else": given(to="hugo"),
    }),
    Scene("cases", "take", "received", take, routed, {"may_answer_here": given(who="rut")}),
    Scene("cases", "take", "assigned", take, distributed_to_the_team, {"may_answer_here": given(who="rut")}),
    Scene("cases", "transfer", "received", transfer, received, {
        "open_to_transfer": instead(lambda s: (received(s), closed_to_others(s))),
        "open_to_transfer of another organisation": given(to="c"),
        "open_to_transfer of the clinic itself": given(to="a"),
        "open_to_transfer at a unit that takes no cases": instead(lambda s: (received(s), no_cases_at(s, s.region.b))),
        "target_approved": after(protected),
    }),
    Scene("cases", "transfer_and_tell", "received", transfer_and_tell, received, {
        "open_to_transfer": instead(lambda s: (received(s), closed_to_others(s))),
        "target_approved": after(protected),
        "some_text": given(text=" "),
        "not_too_long": given(text="x" * 4_001),
    }),
    Scene("cases", "partial_reply", "received", does("partial_reply", "rut", "Vi ser på det."), received, said("rut")),
    Scene("cases", "partial_reply", "answered", does("partial_reply", "hugo", "Vi ser det."), answered, said("hugo")),
    Scene("cases", "ask", "received", does("ask", "rut", "Vilken styrka?"), received, said("rut")),
    Scene("cases", "ask", "assigned", does("ask", "hugo", "Vilken styrka?"), assigned, said("hugo")),
    Scene("cases", "answer_back", "asked",
        lambda s, text="50 mg.", **files: s.who("alva").answers_back(s.case, text, **files), asked,
        said("alva") | {"answers_complete": instead(asked_in_a_form)}),
    Scene("cases", "record_reply", "asked", record_reply, registered_and_asked,
        said("hugo") | {"answers_elsewhere": instead(asked), "answers_complete": given(another_form=True)}),
    Scene("cases", "record_reply", "closed", record_reply, closed_by_the_clock,
        said("hugo") | {"closed_by_clock": instead(answered_by_hugo), "answers_complete": given(another_form=True)}),
    Scene("cases", "answer", "received", does("answer", "rut", "Klart."), received, said("rut")),
    Scene("cases", "answer", "assigned", does("answer", "hugo", "Klart."), assigned, said("hugo")),
    Scene("cases", "close_without_answer", "received", does("close_without_answer", "rut", "Ringt."), received,
        ENDING),
    Scene("cases", "close_without_answer", "assigned", does("close_without_answer", "hugo", "Ringt."), assigned,
        ENDING),
    Scene("cases", "note", "assigned", note, assigned, WORDS),
    Scene("cases", "consult", "assigned", consult, assigned, WORDS | {
        "colleague_reachable": given(unit="c"),
        "colleague_reachable at a unit that takes no cases": given(unit="ward"),
        "colleague_reachable at the own clinic": given(unit="a"),
        "target_approved": after(protected),
    }),
    Scene("cases", "consult_reply", "assigned", consult_reply, consulted, WORDS),
    Scene("cases", "link", "assigned", link, with_another, {
        "another_case": given(to="itself"),
        "another_case of another patient": given(to="bos"),
        "another_case at another clinic": given(to="elsewhere"),
    }),
    Scene("cases", "snooze", "assigned", snooze, assigned, {
        "in_the_future": given(days=0),
        "in_the_future but too far": given(days=90.001),
    }),
    Scene("cases", "wake", "assigned", wake, snoozed_until_now, {"may_wake": instead(snoozed)}),
    Scene("cases", "postpone", "assigned", postpone, assigned, said("hugo") | {
        "in_the_future": given(days=0),
        "in_the_future but too far": given(days=90.001),
        "one_at_a_time": after(postpone),
    }),
    *(
        Scene("cases", move, "assigned", deliver, postponed(kind), {
            "still_waiting": instead(postponed(kind, due=False)),
            "author_may": instead(postponed(kind, author=False)),
        })
        for move, kind in (
            ("deliver_answer", "answer"), ("deliver_partial_reply", "partial_reply"), ("deliver_question", "question")
        )
    ),
    Scene("cases", "return_postponed", "assigned", give_back, postponed("answer", author=False), {
        "still_waiting": instead(postponed("answer", due=False, author=False)),
        "author_may_not": instead(postponed("answer")),
    }),
    *(
        Scene("cases", name, start, holds(name, who), begin, words_of(who) | {"time_to_undo": given(seconds=0)} | more)
        for name, words_of in (("hold_answer", said), ("hold_closing", lambda who: ENDING))
        for start, who, begin, more in (
            ("received", "rut", received, {}),
            ("assigned", "hugo", assigned, {
                "time_to_undo near the end": instead(nearly_late),
                "one_at_a_time": after(postpone),
            }),
        )
    ),
    Scene("cases", "take_back", "closing", take_back, held("hold_answer"), {
        "wrote_it": given(who="hanna"),
        "not_yet_sent": instead(held("hold_answer", due=True)),
    }),
    *(
        Scene("cases", move, "closing", deliver, held(name, due=True), {"still_waiting": instead(held(name))})
        for move, name in (("deliver_answer", "hold_answer"), ("deliver_closing", "hold_closing"))
    ),
    Scene("cases", "flag", "assigned", flag, late, {"overdue": instead(assigned)}),
    Scene("cases", "remind", "asked", reminds("remind"), unanswered_for_long, {
        "reminder_due": instead(unanswered),
        "reminder_due after it was read": after(read_by_alva),
        "patient_living": after(died),
    }),
    Scene("cases", "skip_reminder", "asked", reminds("skip_reminder"), unanswered_for_long, {
        "reminder_due": instead(unanswered),
    }),
    Scene("cases", "close_unanswered", "asked", reminds("close_unanswered"), unanswered_for_long, {
        "time_to_answer_over": instead(unanswered),
    }),
]  # fmt: skip


def no_cases_at(s: S, unit: Any) -> None:
    unit.takes_cases = False
    unit.save()


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add(s: S, *, text: str = "Skriv intyg.", note: str = "", to: str = "hanna", in_the_record: bool = False) -> None:
    from vardtrad.cases.tasks import actions, documented
    from vardtrad.kernel.tables import Refused

    if in_the_record:
        # As when another has done so in the same second: the verb has seen no reminder, and the door finds one.
        hugo, case = s.who("hugo").actor, now(s.case)
        (outcome,) = actions.begin_each(hugo, [(partial(documented._task, hugo, case), None)])
        if isinstance(outcome, Refused):
            raise outcome
        return
    s.task = actions.add(s.who("hugo").actor, now(s.case), text, to=s.who(to).staff, note=note).thing


def with_task(*moves: str) -> Any:
    def begin(s: S) -> None:
        assigned(s)
        add(s)
        for move in moves:
            step(move)(s)

    return begin


def task_seen(s: S) -> int:
    from vardtrad.cases.tasks.models import Task

    return Task.objects.get(pk=s.task.pk).content


def step(move: str) -> Any:
    def act(s: S, *, note: str = "Väntar på labb.") -> None:
        from vardtrad.cases.tasks import actions
        from vardtrad.cases.tasks.rules import Move

        actions.step(s.who("hanna").actor, s.task.id, Move(move), note=note, seen=task_seen(s))

    return act


def take_task(s: S, *, who: str = "hugo") -> None:
    from vardtrad.cases.tasks import actions

    actions.take(s.who(who).actor, s.task.id, seen=task_seen(s))


def hand_over(s: S, *, to: Any = None, note: str = "") -> None:
    from vardtrad.cases.tasks import actions

    actions.hand_over(s.who("hanna").actor, s.task.id, to or s.who("hugo").staff, note=note, seen=task_seen(s))


def send_on(s: S, *, to: str = "b", note: str = "") -> None:
    hand_over(s, to=getattr(s.region, to), note=note)


def change(s: S, *, text: str = "Skriv ett annat intyg.") -> None:
    from vardtrad.cases.tasks import actions

    actions.change(s.who("hanna").actor, s.task.id, text, None, seen=task_seen(s))


def note_on_task(s: S, *, text: str = "Ringt.") -> None:
    from vardtrad.cases.tasks import actions

    actions.note(s.who("hanna").actor, s.task.id, text)


LONG_NOTE = {"fits": given(note="x" * 501)}
TASKS = [
    Scene("tasks", "add", "", add, assigned, {
        "some_text": given(text=" "),
        "fits": given(text="x" * 301),
        "fits with its note": given(note="x" * 501),
        "holder_fits": given(to="adam"),
        "holder_fits but at another clinic": given(to="olle"),
        "case_waits": after(closed_by_hugo, in_the_record=True),
        "not_reminded": after(lambda s: add(s, in_the_record=True), in_the_record=True),
    }),
    Scene("tasks", "wait", "to_do", step("wait"), with_task(), LONG_NOTE),
    Scene("tasks", "resume", "waiting", step("resume"), with_task("wait"), LONG_NOTE),
    Scene("tasks", "finish", "to_do", step("finish"), with_task(), LONG_NOTE),
    Scene("tasks", "reopen", "done", step("reopen"), with_task("finish"), LONG_NOTE),
    Scene("tasks", "take", "to_do", take_task, with_task(), {"somebody_else": given(who="hanna")}),
    Scene("tasks", "hand_over", "to_do", hand_over, with_task(), LONG_NOTE | {
        "holder_fits": given(to=lambda s: s.who("adam").staff),
        "somebody_else": given(to=lambda s: s.who("hanna").staff),
    }),
    Scene("tasks", "send_on", "to_do", send_on, with_task(), LONG_NOTE | {
        "unit_reachable": given(to="c"),
        "unit_reachable but the same": given(to="a"),
        "unit_reachable where nobody takes cases": given(to="ward"),
        "unit_approved": after(protected),
    }),
    Scene("tasks", "change", "to_do", change, with_task(), {
        "some_text": given(text=" "),
        "fits": given(text="x" * 301),
    }),
    Scene("tasks", "note", "to_do", note_on_task, with_task(), {
        "some_note": given(text=" "),
        "fits": given(text="x" * 501),
    }),
]  # fmt: skip


# ── Listing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def ask(s: S, *, clinic: str = "a") -> None:
    from vardtrad.cases.listing import actions

    alva = s.who("alva")
    s.request = actions.ask(alva.actor, getattr(s.region, clinic), alva.person).thing


def accept(s: S) -> None:
    from vardtrad.cases.listing import actions

    actions.accept(s.who("rut").actor, s.request.id, seen=s.request.content)


def decline(s: S, *, reason: str = "Vi är fulla.") -> None:
    from vardtrad.cases.listing import actions

    actions.decline(s.who("rut").actor, s.request.id, reason, seen=s.request.content)


LISTING = [
    Scene("listing", "ask", "", ask, spoiled={
        "clinic_lists": given(clinic="b"),
        "clinic_lists but takes no cases": instead(lambda s: no_cases_at(s, s.region.a)),
        "not_here_already": instead(person(listed_at=lambda s: s.region.a.hsa_id)),
        "may_reach_clinic": instead(unapproved),
    }),
    Scene("listing", "accept", "waiting", accept, ask, {"alive": after(person(deceased=True))}),
    Scene("listing", "decline", "waiting", decline, ask, {
        "some_reason": given(reason=" \n"),
        "some_reason but too long": given(reason="x" * 501),
    }),
]  # fmt: skip

SCENES = [*CASES, *TASKS, *LISTING]

NEVER_ALONE = {
    ("cases", "register", "patient_living"): "no answer reaches somebody who has died",
    ("cases", "hold_answer", "one_at_a_time"): "in a case that nobody has nothing waits to be sent",
    ("cases", "hold_closing", "one_at_a_time"): "in a case that nobody has nothing waits to be sent",
    ("tasks", "take", "holder_fits"): "a person who works with the task at the unit may always have it",
}
"""The needs that cannot fail alone at the door, and why. They fail alone in ``test_each_need_alone.py``."""
