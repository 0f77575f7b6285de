"""A row or more in each table that the demo leaves empty, by the product's own verbs. Called by ``fill``."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.cases.case.moves import asking_back, linking, sending
from vardtrad.cases.case.presence import actions as presence
from vardtrad.cases.case.standard_answers import actions as standard_answers
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.bulk import actions as bulk
from vardtrad.cases.staff.bulk.models import Action, PaperPart
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import actions as desk
from vardtrad.cases.staff.lists.filters import ListFilter
from vardtrad.cases.staff.sending import actions as outgoing
from vardtrad.cases.staff.settings import actions as clinic_settings
from vardtrad.cases.teams import actions as teams
from vardtrad.cases.waiting_list import bundle, exporting, informing
from vardtrad.cases.waiting_list import subject as waiting_list
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import DocumentKind, Move, State
from vardtrad.config import wiring
from vardtrad.gate import door, worker
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.operations.accessibility import actions as accessibility
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.reading import Reading, open_for_reading
from vardtrad.planning.sip import actions as sip
from vardtrad.planning.sip import approval, persons_words
from vardtrad.planning.sip import field_specs as sip_fields
from vardtrad.planning.sip import guests as sip_guests
from vardtrad.planning.sip.given import InvitingGiven
from vardtrad.planning.sip_requests import actions as sip_request_actions
from vardtrad.planning.sip_requests import queries as sip_requests
from vardtrad.planning.svu.payment import actions as payment
from vardtrad.planning.svu.payment.rules import CareForm
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.models import Assignment, Setup, Staff, Unit
from vardtrad.shared.care_units.queries import assignment_of, seats_of
from vardtrad.shared.care_units.rules import Party, Permission
from vardtrad.shared.contact_card import actions as contact_card
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import files
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.engine import building
from vardtrad.shared.forms.models import FormVersion, StoredForm
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.login import acting
from vardtrad.shared.login import actions as login
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.password.models import Attempt, Order
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.login.queries import choosable, seated_actor, staff_actor, stored_session
from vardtrad.shared.login.ways import attempts
from vardtrad.shared.notify import choosing
from vardtrad.shared.notify import outgoing as outgoing_messages
from vardtrad.shared.people.models import FormerNumber, Guardianship, Person
from vardtrad.shared.proxies import actions as proxies
from vardtrad.shared.proxies import agreements, powers
from vardtrad.shared.proxies.models import Link, Power

DOCTOR = "lakare"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def write() -> None:
    """Fill the rarer tables of cases, of planning and of the logins, and let the worker do what waits."""
    _at_a_clinic()
    _in_a_plan()
    _in_a_sip()
    _logins()
    _families()
    for _ in range(5):
        worker.work(wiring.HANDLERS)


def _session(staff: Staff) -> Session:
    key = login.log_in(Proven(World.STAFF, staff.hsa_id, 3, "test"))
    session = stored_session(key, World.STAFF)
    assert session is not None
    return session


def _actor(staff: Staff, unit: Unit) -> Actor:
    """Somebody at a clinic with all permissions that they have there, in a session."""
    held = assignment_of(staff.id, unit.id)
    assert held is not None
    return staff_actor(
        _session(staff),
        staff,
        unit=unit.id,
        organisation=unit.organisation_id,
        roles=frozenset(held.permissions),
    )


def _answered_in(clinic: Unit, actor: Actor, form: StoredForm) -> None:
    """A question with a form, answered in it, and another that still waits for its answer."""
    kind = CaseType.objects.create(code="hur-mar-du", name="Hur mår du?", direction=CaseType.Direction.QUESTION)
    Service.objects.create(clinic=clinic, case_type=kind, form=form)
    people = list(Person.objects.filter(given_name__in=["Grace", "Rasmus"]).order_by("id"))
    handler = Assignment.objects.filter(unit=clinic, permissions__contains=["handler"])[0].staff
    sent = sending.send_out(
        actor, clinic, kind, [sending.Outgoing(person, "Hur mår du?") for person in people], handler
    )
    answered = next(moved.thing for moved in sent if isinstance(moved, door.Moved))
    resident = Actor(kind=ActorKind.RESIDENT, id=answered.patient_id, name=answered.patient.name)
    answers = judged(FormVersion.objects.get(form=form), {"f0": ["ja"]})
    asking_back.answer_form(resident, answered.id, answers, seen=answered.content)


def _at_a_clinic() -> None:
    """Drafts, a saved search, jobs that are done, under way and only chosen, a sending, a link, the clinic's terms."""
    elin = Staff.objects.get(given_name="Elin")
    clinic = Unit.objects.get(name="Vårdcentralen Sjöviken")
    actor = _actor(elin, clinic)
    teams.set_cover(
        actor, clock.today(), Assignment.objects.filter(unit=clinic, permissions__contains=["handler"])[0].staff_id
    )
    cases = list(Case.objects.filter(clinic=clinic).exclude(state="closed").order_by("created"))
    drafts.keep(actor, cases[0].id, "besvara.text", "Hej! Vi har tittat på", "")
    files.attach(actor, cases[0].id, "besvara", Checked("plan.pdf", "application/pdf", b"%PDF-1.4"), 10)
    presence.keep([(cases[0].id, elin.id)])
    answer = StandardAnswer.objects.filter(clinic=clinic, owner=None).order_by("pk")[0]
    standard_answers.mark_used(actor, [str(answer.id)])
    words = desk.search(actor, "recept")
    desk.save_view(actor, "Recepten", WorkList.INCOMING, ListFilter(search=words))
    clinic_settings.save_policy(actor, {"first_days": 3, "reply_days": 2, "sent_days": 5}, was=None)
    source = building.added(building.empty("Hälsa", "urn:x"), building.Question("boolean", "Mår du bra?"))
    made = forms.make(actor, "Hälsa", forms.as_source(source))
    forms.take_into_use(actor, made.id, 1)
    _answered_in(clinic, actor, made)
    for ordered in (True, False):
        job = bulk.choose(actor, Action.TAKE, [case.id for case in cases], chosen_in="/", language="sv")
        assert job is not None
        if ordered:
            bulk.order(job)
            PaperPart.objects.create(job=job, first=0, last=0, content=b"%PDF-1.4", made=clock.now())
    template = CaseType.objects.exclude(direction=CaseType.Direction.INCOMING).order_by("code")[0]
    sending = outgoing.begin(actor, clinic, template)
    outgoing.add(actor, sending, Person.objects.get(given_name="Grace"))
    _link(actor)
    _waiting_list()


def _waiting_list() -> None:
    """Codes taken out for the record system, a document for another provider, and a round of Vårdgarantiservice."""
    orthopaedics = Unit.objects.get(name="Ortopedmottagningen Ekhamn")
    coordinator = _actor(Staff.objects.get(given_name="Ingela"), orthopaedics)
    exporting.take_out(coordinator)
    entry = WaitingEntry.objects.filter(clinic=orthopaedics, state__in=[State.HVNY, State.HVOP]).order_by("id")[0]
    referral = bundle.Add(DocumentKind.REFERRAL, Checked("Remiss.pdf", "application/pdf", PDF))  # no scanner is there
    waiting_list.move(coordinator, entry.id, Move.ADD_DOCUMENT, referral, submit_key=uuid4())
    service = Unit.objects.get(name="Vårdgarantiservice Västmark")
    informing.look(_actor(Staff.objects.get(given_name="Anton"), service))


def _link(actor: Actor) -> None:
    """Link two cases of one patient at the actor's clinic."""
    by_patient: dict[UUID, list[UUID]] = {}
    for case in Case.objects.filter(clinic_id=actor.here):
        by_patient.setdefault(case.patient_id, []).append(case.id)
    first, second = next(keys[:2] for keys in by_patient.values() if len(keys) > 1)
    linking.link(actor, first, second, submit_key=uuid4())


def _in_a_plan() -> None:
    """A message with a file, a field that is being written in, a search, a reading from outside, a ward's own care."""
    hedvig = Staff.objects.get(given_name="Hedvig")
    seat = seats_of(hedvig)[0]
    actor = seated_actor(_session(hedvig), hedvig, seat)
    plan = Plan.objects.filter(participants__unit=seat.unit, state="consented").order_by("created")[0]
    file = Checked("Utskrivning.pdf", "application/pdf", PDF)
    messages.write(SVU, actor, plan.id, "Här är läkemedelslistan.", set(), document=file, submit_key=uuid4())
    fields.write_in(actor, plan.id, "kartlaggning.boende")
    planning.seen_in_search(actor, SVU.label, plan.patient, [plan.id])
    configurator = Staff.objects.get(given_name="Stellan")
    hospital = configurator.assignments.get(permissions__contains=[Permission.CONFIGURATOR]).unit
    payment.set_ward_care(_actor(configurator, hospital), seat.unit.id, CareForm.PSYCHIATRIC, was=CareForm.SOMATIC)
    _read_from_outside()


def _in_a_sip() -> None:
    """The child's SIP, whose plan is being written, is ended; the adult answers the call; somebody asks for a SIP."""
    plan = Plan.objects.get(process="sip", meetings__state="held")
    actor, party = _planning_in(plan)
    path = next(spec.path for spec in sip_fields.PLAN_FIELDS if spec.required)
    approval.save_plan_field(actor, plan.id, path, "Vilma vill gå i skolan.", 0, party=party)
    sip.end(actor, plan.id, "Familjen flyttar.", confirmed=True, submit_key=uuid4())
    called = Plan.objects.exclude(pk=plan.pk).get(process="sip")
    person = called.patient
    inviting, _party = _planning_in(called)
    guest = next(
        each for each in Person.objects.exclude(pk=person.pk).filter(deceased=False).order_by("id") if each.may_log_in
    )
    until = clock.today() + timedelta(days=30)
    sip_guests.invite(inviting, called.id, InvitingGiven(guest, "Dotter", "Stöttar hemma.", until, confirmed=True))
    sip_guests.answer(Actor(ActorKind.RESIDENT, guest.id, guest.name), called.id, 1, "Jag ringer in.", comes=True)
    persons_words.come(Actor(ActorKind.RESIDENT, person.id, person.name), called.id, 1)
    for other in Person.objects.filter(plans=None, deceased=False).order_by("id"):
        units = sip_requests.units_to_ask(other)
        if units and other.may_log_in:
            asking = Actor(ActorKind.RESIDENT, other.id, other.name)
            sip_request_actions.ask(asking, units[0].id, "Vi behöver en gemensam plan.")
            return


def _planning_in(plan: Plan) -> tuple[Actor, Party]:
    """Somebody at a unit that takes part in a plan, and as which party."""
    roles = dict(plan.participants.filter(removed=None).values_list("unit_id", "roles"))
    for staff in Staff.objects.filter(active=True).order_by("id"):
        for seat in seats_of(staff):
            if seat.role.code in roles.get(seat.unit.id, ()):
                return seated_actor(_session(staff), staff, seat), seat.party
    raise LookupError("nobody plans in the demo's SIP")


def _read_from_outside() -> None:
    """Somebody reads a plan in which their unit does not take part, for danger to life."""
    for staff in Staff.objects.filter(active=True):
        for seat in seats_of(staff):
            if seat.party is Party.MUNICIPALITY:
                continue  # danger to life is a ground for health care only
            plan = (
                Plan.objects.filter(process="svu")
                .exclude(participants__unit__organisation=seat.unit.organisation_id)
                .first()
            )
            if plan is not None:
                actor = seated_actor(_session(staff), staff, seat)
                given = Reading(
                    Basis.DANGER,
                    confirmed=True,
                    relation=True,
                    matters=True,
                    unobtainable=True,
                    indispensable=True,
                    reason="Medvetslös.",
                )
                open_for_reading(SVU, actor, plan.id, given)
                return


def _logins() -> None:
    """A kept form, a failed try, a used answer of a provider, a locked login, a unit chosen without working there."""
    session = _session(Staff.objects.get(given_name="Parisa"))
    login.keep_form(session, "/personal/", "text=Hej")
    login.failed(Staff.objects.get(given_name="Linnéa").id, "192.0.2.1")
    attempts.use("an answer of a provider")
    login.lock(Person.objects.get(given_name="Rasmus"), Actor(ActorKind.SYSTEM, uuid4(), "upgrades"))
    staff = Staff.objects.get(given_name="Linnéa")
    own = {seat.unit.id for seat in seats_of(staff)}
    elsewhere = next(
        setup
        for setup in Setup.objects.all()
        if setup.unit_id not in own and "lakare" in setup.roles and choosable(staff, setup.unit_id, "lakare")
    )
    login.choose_unit(_session(staff), staff, elsewhere.unit_id, "lakare", sure=True)


def _families() -> None:
    """A child added and acted for, a power of attorney, and a number that somebody had before."""
    nasrin, noa = Person.objects.get(given_name="Nasrin"), Person.objects.get(given_name="Noa")
    grace, rasmus = Person.objects.get(given_name="Grace"), Person.objects.get(given_name="Rasmus")
    proxies.add(Actor(ActorKind.RESIDENT, nasrin.id, nasrin.name), noa.number)
    key = login.log_in(Proven(World.RESIDENT, nasrin.identity, 3, "demo"))
    session = stored_session(key, World.RESIDENT)
    assert session is not None
    acting.enter(session, login.actor_of(session), Link.objects.get(proxy=nasrin).id)
    giver = Actor(ActorKind.RESIDENT, grace.id, grace.name)
    powers.give(giver, rasmus.number, Power.Scope.READ, clock.today(), method="demo", assurance=3)
    FormerNumber.objects.create(identity="202002292387", person=rasmus)
    clinic = Unit.objects.get(name="Vårdcentralen Sjöviken")
    teenager, _made = Person.objects.get_or_create(
        identity="201103022388", defaults={"given_name": "Vilma", "family_name": "Vall"}
    )
    Guardianship.objects.get_or_create(guardian=nasrin, child=teenager)
    elin = _actor(Staff.objects.get(given_name="Elin"), clinic)
    agreements.decide(elin, teenager, nasrin, reason="Skäl.", decided_by="Chefen", last=clock.today())
    contact_card.save(
        giver,
        {
            "relatives": [{"name": "Rasmus", "relation": "son", "phone": ""}], "god_man": "", "god_man_phone": "",
            "interpreter": "spoken", "language": "engelska", "channels": ["phone"], "reach": "", "matters": "Lugn.",
        },
        seen=0,
    )  # fmt: skip
    accessibility.report("Kontrasten är för svag.", "Inkorgen", "", "", uuid4())
    choosing.choose(giver, {"sms": "+46701740605"})
    outgoing_messages.receive("unknown", "DELIVRD")
    reached = Person.objects.exclude(street="").filter(protection="none", deceased=False).order_by("id")[0]
    letters.order("case", grace.id, reached, unit=None, title="Om din tid", text="Vi ses på torsdag.")
    letters.bundle(system("utskriftstjänsten"))
    ordered = Order.objects.create(person=grace, sms="+46701740605", ordered=clock.now())
    Attempt.objects.create(id=ordered.id, order=ordered, expires=clock.now())
