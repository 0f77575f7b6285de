"""The demo's waiting list under the care guarantee: somebody with each code, somebody to phone, and a letter to print.

By the product's own verbs, after the cases; every step has a key of its own, so that a load that was interrupted begins
again without doing anything twice. ``write`` is called by filling.py.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.waiting_list import actions, informing
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER, Sent, after_sending
from vardtrad.cases.waiting_list.rules import Answer, Kind, Move, Outcome
from vardtrad.config.demo.desk import Desk
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused

CLINIC, SERVICE, NURSE = "ortopeden", "vardgarantiservice", "ingela"
_AGREED = "vårdgivare som Region Västmark har avtal med"
TEXT = {
    Kind.VISIT: "Hej!\n\nOrtopedmottagningen Ekhamn har tagit emot din remiss. Tyvärr kan vi inte erbjuda dig en tid"
    f" för besök inom vårdgarantins tidsgräns. Vi erbjuder dig i stället besök hos en {_AGREED}. Vi rekommenderar dig"
    " att tacka ja.",
    Kind.OPERATION: "Hej!\n\nOrtopedmottagningen Ekhamn kan tyvärr inte erbjuda dig en tid för operation inom"
    f" vårdgarantins tidsgräns. Vi erbjuder dig i stället operation hos en {_AGREED}. Vi rekommenderar dig att"
    " tacka ja.",
}
YES = f"Ja, jag bekräftar att jag vill få vård snabbt och genomför mitt besök hos {_AGREED}."
NO = f"Nej, jag har inte möjlighet att genomföra mitt besök hos {_AGREED}.\n\nJag kan inte resa så långt."
NO_CARE = "Nej, jag behöver inte vård längre\n\nKnät är bra igen."


def write(demo: Actor, desk: Desk) -> None:
    """Fill the waiting list, unless it has been done. Must be called outside any transaction."""
    informing.appoint(demo, desk.units[SERVICE], "https://resor.vastmark.example/ersattning")
    template, _made = CaseType.objects.get_or_create(
        code=OFFER,
        defaults={
            "name": f"Erbjudande om snabbare vård hos {_AGREED}",
            "order": 510,
            "direction": CaseType.Direction.QUESTION,
            "instruction": "Fråga skickas till patient för att erbjuda besök hos privat vårdgivare med avtal. (HV)",
        },
    )
    Service.objects.get_or_create(clinic=desk.units[CLINIC], case_type=template)
    nurse = desk.at(NURSE, CLINIC)
    for who, kind in (("grace", Kind.VISIT), ("erling", Kind.OPERATION), ("emil", Kind.VISIT), ("selam", Kind.VISIT),
                      ("rasmus", Kind.VISIT), ("birhan", Kind.VISIT), ("luz", Kind.VISIT)):  # fmt: skip
        _offer(desk, nurse, template, who, kind)
    if not WaitingEntry.objects.filter(state="hv", patient=desk.people["mattias"]).exists():
        actions.place(
            nurse, desk.units[CLINIC], desk.people["mattias"], Kind.OPERATION, submit_key=_key("place mattias")
        )
    _answer(desk, "grace", YES)
    for who, words, move in (("erling", YES, Move.ACCEPT_OPERATION), ("emil", NO, Move.KEEP_WAITING),
                             ("selam", NO_CARE, Move.REMOVE)):  # fmt: skip
        _answer(desk, who, words)
        _confirm(desk, nurse, who, move)
    tomorrow = clock.add_working_days(clock.today(), 1)
    for who, contact in (
        ("birhan", Documented(Outcome.NOT_REACHED, "Ingen svarar.", next_try=tomorrow)),
        ("luz", Documented(Outcome.WRONG_NUMBER, "Numret går till någon annan.")),
    ):
        actions.document(nurse, _entry(desk, who).id, contact, submit_key=_key(f"phoned {who}"))
    actions.document(
        nurse,
        _entry(desk, "rasmus").id,
        Documented(Outcome.REACHED, "Tackar ja, läser sällan inkorgen.", told=Answer.YES),
        submit_key=_key("phoned rasmus"),
    )
    _confirm(desk, nurse, "rasmus", Move.ACCEPT_VISIT)
    _inform(desk)


def _key(step: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"vardtrad:demo:waiting list:{step}")


def _entry(desk: Desk, who: str) -> WaitingEntry:
    return WaitingEntry.objects.filter(patient=desk.people[who], clinic=desk.units[CLINIC]).latest("created")


def _offer(desk: Desk, nurse: Actor, template: CaseType, who: str, kind: Kind) -> None:
    person, clinic = desk.people[who], desk.units[CLINIC]
    case: UUID | None = None
    if person.may_log_in:
        outgoing = [Outgoing(person, TEXT[kind], _key(f"offer {who}"))]
        (sent,) = send_out(desk.at("daniel", CLINIC), clinic, template, outgoing, desk.staff["daniel"])
        if isinstance(sent, Refused):
            raise sent
        case = sent.thing.id
    after_sending(nurse, clinic, [Sent(person, TEXT[kind], case, _key(f"offer {who}"))], kind)


def _answer(desk: Desk, who: str, words: str) -> None:
    case = _entry(desk, who).offer
    if case is None or not case.is_open or case.state == "answered":
        return
    opening.mark_read(desk.resident(who), case.id)
    case.refresh_from_db()
    asking_back.answer_back(desk.resident(who), case.id, words, seen=case.content, submit_key=_key(f"answer {who}"))


def _confirm(desk: Desk, nurse: Actor, who: str, move: Move) -> None:
    entry = _entry(desk, who)
    if entry.state == "hv":
        actions.change(nurse, entry.id, move, seen=entry.content, submit_key=_key(f"confirm {who}"))


def _inform(desk: Desk) -> None:
    entry = _entry(desk, "rasmus")
    if entry.informed is None:
        text = "Hej!\n\nInom 8 veckor kommer du att få en kallelse med tid för besök hos {vårdgivare}."
        at_service = desk.at("anton", SERVICE)
        informing.inform(at_service, desk.units[SERVICE], entry.id, "Ledkliniken Provstad", text, seen=entry.content)
