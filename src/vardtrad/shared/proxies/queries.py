"""For whom somebody may act now: read anew each time, and never remembered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from vardtrad.gate.door import Addressee
from vardtrad.kernel import clock, law
from vardtrad.kernel.actors import ActorKind, writes_as
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.people.models import Guardianship, Person, Protection, Trusteeship
from vardtrad.shared.proxies.models import Agreement, Link, Power
from vardtrad.shared.proxies.rules import STRONG, Deed, Ground, ProxyFacts, deeds_on


@dataclass(frozen=True, slots=True)
class Standing:
    """That somebody may act for a person at this moment, by which link, on which ground, and with what deeds."""

    link: UUID
    person: Person
    ground: str
    deeds: frozenset[str]
    email: str
    # The clinics whose cases are read on this ground; None for all.
    clinics: frozenset[UUID] | None = None


def standing(proxy: Person, person: UUID) -> Standing | None:
    """The proxy's standing for this person now, or None: no link, or one that opens nothing. One query."""
    return next(iter(_standings(proxy, _links().filter(proxy=proxy, person_id=person))), None)


def standings(proxy: Person) -> list[Standing]:
    """Everybody for whom the proxy may act now, by name. One query."""
    found = _standings(proxy, _links().filter(proxy=proxy))
    return sorted(found, key=lambda standing: alphabetical(standing.person.name))


def grounds(proxy: Person, person: Person) -> frozenset[str]:
    """The grounds of the register on which the proxy may act for the person now, linked or not. Four queries."""
    rows: list[tuple[str, bool]] = []
    if Guardianship.objects.filter(guardian=proxy, child=person).exists():
        rows.append((Ground.GUARDIAN, False))
    rows += Trusteeship.objects.filter(trustee=proxy, person=person).values_list("kind", "person_matters")
    agreed = bool(rows) and in_force().filter(guardian=proxy, child=person).exists()
    rows += [(Ground.AGREEMENT, False)] if agreed else []
    protected = Guardianship.objects.filter(child=person).exclude(guardian__protection=Protection.NONE).exists()
    facts = replace(_facts(proxy, person, guardian_protected=protected), is_guardian=agreed, agreement_holds=agreed)
    return frozenset(
        str(ground) for ground, matters in rows if deeds_on(ground, replace(facts, person_matters=matters))
    )


def could_agree(guardian: Person, child: Person) -> bool:
    """Whether the guardian could read for the child now if a clinic decided it, by the table. Two queries."""
    guardians = Guardianship.objects.filter(child=child)
    protected = guardians.exclude(guardian__protection=Protection.NONE).exists()
    facts = replace(
        _facts(guardian, child, guardian_protected=protected),
        is_guardian=guardians.filter(guardian=guardian).exists(),
        agreement_holds=True,
    )
    return bool(deeds_on(Ground.AGREEMENT, facts))


def somebody_reads_for(person: Person) -> bool:
    """Whether the register has somebody who may read the person's inbox, linked or not, and who can log in."""
    return person.id in read_for_by_others([person])


def read_for_by_others(people: Collection[Person]) -> frozenset[UUID]:
    """Those of these people for whom the register has somebody who may read their inbox and can log in: three queries.

    None where there is nobody to ask about.
    """
    by_id = {person.id: person for person in people}
    if not by_id:
        return frozenset()
    guardians = list(Guardianship.objects.select_related("guardian").filter(child__in=by_id))
    trustees = Trusteeship.objects.select_related("trustee").filter(person__in=by_id)
    protected = {link.child_id for link in guardians if link.guardian.is_protected}
    agreed = set(in_force().filter(child__in=by_id).values_list("guardian_id", "child_id"))
    ways = [(link.guardian, link.child_id, Ground.GUARDIAN.value, False) for link in guardians]
    ways += [(link.trustee, link.person_id, link.kind, link.person_matters) for link in trustees]
    read = set()
    for proxy, key, ground, matters in ways:
        holds = (proxy.id, key) in agreed
        facts = replace(
            _facts(proxy, by_id[key], guardian_protected=key in protected),
            is_guardian=holds,
            agreement_holds=holds,
            person_matters=matters,
        )
        if proxy.may_log_in and any(deeds_on(each, facts) for each in (ground, Ground.AGREEMENT)[: 1 + holds]):
            read.add(key)
    return frozenset(read)


def told_by_notices(people: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The links by which proxies have asked for notices of these persons' inboxes, by person. One query.

    Whether a link still holds is asked when the notice is sent (``notice_address``).
    """
    links: dict[UUID, list[UUID]] = {}
    rows = (
        Link.objects.filter(person__in=people).exclude(email="", sms="").order_by("id").values_list("person_id", "id")
    )
    for person, link in rows:
        links.setdefault(person, []).append(link)
    return links


def addressees_for(people: Collection[Person]) -> dict[UUID, list[Addressee]]:
    """Who gets the notices about each person's inbox: the person, and the proxies who want them. One query.

    Only the proxies where the person is a child; a child without such a proxy is addressed itself: then staff see that
    no notice has been chosen.
    """
    links = told_by_notices({person.id for person in people})

    def told(person: Person) -> list[Addressee]:
        proxies = [Addressee(ActorKind.PROXY, link) for link in links.get(person.id, ())]
        own = [] if proxies and not person.may_log_in else [Addressee(ActorKind.RESIDENT, person.id)]
        return own + proxies

    return {person.id: told(person) for person in people}


def notice_address(link: UUID) -> tuple[str, str, str] | None:
    """The e-mail address that a link's proxy has chosen, the proxy's language, and the mobile number chosen.

    None when the link opens nothing now.
    """
    row = _links().select_related("proxy").filter(pk=link).first()
    if row is None or not (row.email or row.sms) or not row.proxy.may_log_in:
        return None
    held = next(iter(_standings(row.proxy, [row])), None)
    notices = held is not None and Deed.NOTICES.value in held.deeds
    return (row.email, row.proxy.language, row.sms) if notices else None


def _links() -> QuerySet[Any]:
    """Links with what the register says of each pair."""
    trustees = Trusteeship.objects.filter(trustee=OuterRef("proxy"), person=OuterRef("person"))
    protected = Guardianship.objects.filter(child=OuterRef("person")).exclude(guardian__protection=Protection.NONE)
    agreements = in_force().filter(guardian=OuterRef("proxy"), child=OuterRef("person"))
    powers = Power.objects.filter(holder=OuterRef("proxy"), giver=OuterRef("person"), ended=None)
    return Link.objects.select_related("person").annotate(
        is_guardian=Exists(Guardianship.objects.filter(guardian=OuterRef("proxy"), child=OuterRef("person"))),
        guardian_protected=Exists(protected),
        agreed=ArraySubquery(agreements.values("clinic")),
        trustee_kind=Subquery(trustees.values("kind")[:1]),
        trustee_matters=Subquery(trustees.values("person_matters")[:1]),
        power_scope=Subquery(powers.values("scope")[:1]),
        power_last=Subquery(powers.values("last")[:1]),
        power_assurance=Subquery(powers.values("assurance")[:1]),
    )


def _standings(proxy: Person, links: Iterable[Any]) -> Iterable[Standing]:
    for link in links:
        plain = _facts(proxy, link.person, guardian_protected=link.guardian_protected)
        grounds = [(Ground.GUARDIAN.value, plain)] if link.is_guardian else []
        if link.agreed and link.is_guardian:
            grounds.append((Ground.AGREEMENT.value, replace(plain, is_guardian=True, agreement_holds=True)))
        if link.trustee_kind:
            grounds.append((link.trustee_kind, replace(plain, person_matters=link.trustee_matters)))
        if link.power_scope:
            power = Ground.POWER if link.power_scope == Power.Scope.WRITE else Ground.POWER_TO_READ
            holds = link.power_last >= clock.today()
            strongly = link.power_assurance >= STRONG
            grounds.append((power.value, replace(plain, power_holds=holds, given_strongly=strongly)))
        for ground, facts in grounds:
            deeds = deeds_on(ground, facts)
            if deeds:
                clinics = frozenset(link.agreed) if ground == Ground.AGREEMENT else None
                yield Standing(link.id, link.person, ground, deeds, link.email, clinics)
                break


def in_force() -> QuerySet[Agreement]:
    """The clinics' decisions about guardians that hold today."""
    return Agreement.objects.filter(ended=None, objected=None, last__gte=clock.today())


def _facts(proxy: Person, person: Person, *, guardian_protected: bool) -> ProxyFacts:
    return ProxyFacts(
        guardian_protected=guardian_protected,
        age=person.age,
        proxy_protected=proxy.is_protected,
        person_protected=person.is_protected,
        person_living=not person.deceased,
        proxy_of_age=proxy.age is not None and proxy.age >= law.MAJORITY.value,
    )


def writing_in_force() -> set[UUID]:
    """Under what ids those write who may act for somebody now."""
    links = _links().select_related("proxy")
    return {
        writes_as(link.proxy_id, link.person_id)
        for link in links.iterator(chunk_size=1_000)
        if any(True for _standing in _standings(link.proxy, [link]))
    }


def linked() -> set[UUID]:
    """The ids of all who are linked to somebody, as proxies or as those acted for."""
    pairs = Link.objects.values_list("proxy_id", "person_id")
    return {person for pair in pairs for person in pair}
