"""The demo's waiting list under the care guarantee: somebody with each code, somebody to phone, and a letter to print.

By the product's own verbs, after the cases; every step has a key of its own, so that a load that was interrupted begins
again without doing anything twice. ``write`` is called by filling.py.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from vardtrad.cases.case.answer_codes import JA, NEJ, NEJ_NO_CARE
from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.moves import asking_back, opening
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import fill
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.cases.waiting_list import actions, appointing, informing
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER, Sent, after_sending
from vardtrad.cases.waiting_list.rules import Answer, Kind, Move, Outcome
from vardtrad.config.demo.desk import Desk
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.forms.answering import judged

CLINIC, SERVICE, NURSE = "ortopeden", "vardgarantiservice", "ingela"
TEXTS = {Kind.VISIT: "Erbjudande: besök", Kind.OPERATION: "Erbjudande: operation"}
"""The delivered standard texts that the clinic offers with."""
AROUND = "Västmark och länen intill"
SAYS = {JA: {"f0": ["0"]}, NEJ: {"f0": ["1"], "f2": ["Jag kan inte resa så långt."]},
        NEJ_NO_CARE: {"f0": ["2"], "f3": ["Knät är bra igen."]}}  # fmt: skip
"""What is filled in in the offer's form for each alternative: the choice, and the reason that it asks for."""


def write(demo: Actor, desk: Desk) -> None:
    """Fill the waiting list, unless it has been done. Must be called outside any transaction."""
    appointing.appoint(demo, desk.units[SERVICE], "https://resor.vastmark.example/ersattning")
    nurse = desk.at(NURSE, CLINIC)
    load_care_guarantee(nurse)
    template = CaseType.objects.get(code=OFFER)
    for who, kind in (("grace", Kind.VISIT), ("erling", Kind.OPERATION), ("emil", Kind.VISIT), ("selam", Kind.VISIT),
                      ("rasmus", Kind.VISIT), ("birhan", Kind.VISIT), ("luz", Kind.VISIT)):  # fmt: skip
        _offer(desk, nurse, template, who, kind)
    if not WaitingEntry.objects.filter(state="hv", patient=desk.people["mattias"]).exists():
        actions.place(
            nurse, desk.units[CLINIC], desk.people["mattias"], Kind.OPERATION, submit_key=_key("place mattias")
        )
    _answer(desk, "grace", JA)
    for who, says, move in (("erling", JA, Move.ACCEPT_OPERATION), ("emil", NEJ, Move.KEEP_WAITING),
                            ("selam", NEJ_NO_CARE, Move.REMOVE)):  # fmt: skip
        _answer(desk, who, says)
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
    person, clinic, sender = desk.people[who], desk.units[CLINIC], desk.at("daniel", CLINIC)
    delivered = StandardAnswer.objects.get(clinic=clinic, owner=None, name=TEXTS[kind])
    whose = Case(clinic=clinic, case_type=template, patient=person)
    text = fill(delivered.text.replace("[[regioner]]", AROUND), whose, sender)
    case: UUID | None = None
    if person.may_log_in:
        outgoing = [Outgoing(person, text, _key(f"offer {who}"))]
        (sent,) = send_out(sender, clinic, template, outgoing, desk.staff["daniel"])
        if isinstance(sent, Refused):
            raise sent
        case = sent.thing.id
    after_sending(nurse, clinic, [Sent(person, text, case, _key(f"offer {who}"))], kind)


def _answer(desk: Desk, who: str, says: str) -> None:
    case = _entry(desk, who).offer
    if case is None or case.form_version is None or not case.is_open or case.state == "answered":
        return
    opening.mark_read(desk.resident(who), case.id)
    case.refresh_from_db()
    given = judged(case.form_version, SAYS[says])
    asking_back.answer_form(desk.resident(who), case.id, given, seen=case.content, submit_key=_key(f"answer {who}"))


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
