"""The staff's work lists at a clinic: which there are, which cases stand in each, and how many."""

from __future__ import annotations

from django.db import connection, models
from django.utils.translation import gettext_lazy

from vardtrad.care_units.rules import Permission
from vardtrad.cases.models import Case, ClinicList, HandlerList
from vardtrad.cases.queries import MAY_HANDLE
from vardtrad.kernel.actors import Actor
from vardtrad.teams.queries import Hands

COUNTED = 1_000


class WorkList(models.TextChoices):
    """The staff lists by the last part of their address (design decision 4)."""

    CLINIC_TO_DO = "arenden", gettext_lazy("Ärenden att hantera")
    CLINIC_ALL = "arenden/alla", gettext_lazy("Alla ärenden")
    INCOMING = "arenden/inkomna", gettext_lazy("Inkomna ärenden")
    DISTRIBUTED = "arenden/fordelade", gettext_lazy("Fördelade ärenden")
    CLINIC_CLOSED = "arenden/avslutade", gettext_lazy("Avslutade ärenden")
    OWN_TO_DO = "mina", gettext_lazy("Ärenden att hantera")
    OWN_ALL = "mina/alla", gettext_lazy("Alla ärenden")
    ASSIGNED = "mina/tilldelade", gettext_lazy("Tilldelade ärenden")
    QUESTIONS = "mina/fragor", gettext_lazy("Skickade frågor/Inkomna svar")
    OWN_CLOSED = "mina/avslutade", gettext_lazy("Avslutade ärenden")

    @property
    def own(self) -> bool:
        """Whether the list belongs to "Mina ärenden"."""
        return self.value.startswith("mina")

    @property
    def permissions(self) -> frozenset[str]:
        """Any one of these opens the list."""
        return MAY_HANDLE if self.own else frozenset({Permission.RECEIVER.value})


WHERE: dict[WorkList, dict[str, object]] = {
    WorkList.CLINIC_TO_DO: {"waits_for_staff": True},
    WorkList.CLINIC_ALL: {"is_open": True},
    WorkList.INCOMING: {"clinic_list": ClinicList.INCOMING},
    WorkList.DISTRIBUTED: {"clinic_list": ClinicList.DISTRIBUTED},
    WorkList.CLINIC_CLOSED: {"clinic_list": ClinicList.CLOSED},
    WorkList.OWN_TO_DO: {"waits_for_staff": True},
    WorkList.OWN_ALL: {"is_open": True},
    WorkList.ASSIGNED: {"handler_list": HandlerList.ASSIGNED},
    WorkList.QUESTIONS: {"handler_list": HandlerList.QUESTIONS},
    WorkList.OWN_CLOSED: {"handler_list": HandlerList.CLOSED},
}


def visible_to(actor: Actor, which: WorkList, hands: Hands) -> models.QuerySet[Case]:
    """The cases of a list that the actor may see: authorised in the query, by clinic, and by who holds the case.

    One's own list holds one's own cases, those of colleagues whom one replaces, and the untaken ones of one's groups.
    """
    found = Case.objects.filter(clinic_id=actor.unit, **WHERE[which])
    return found.filter(holder__in=hands.holders) if which.own else found


def counts(actor: Actor, hands: Hands) -> dict[WorkList, int]:
    """How many cases the menu's lists hold, each counted to at most 1 001: one query, however many cases there are."""
    wanted = [
        which
        for which in (WorkList.INCOMING, WorkList.DISTRIBUTED, WorkList.ASSIGNED, WorkList.QUESTIONS)
        if which.permissions & actor.roles
    ]
    if not wanted:
        return {}
    # The text is the ORM's own; the values come beside it.
    questions = [
        visible_to(actor, which, hands).order_by().values("id")[: COUNTED + 1].query.sql_with_params()
        for which in wanted
    ]
    parts = [f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _parameters in questions]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), [value for _sql, values in questions for value in values])
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def count_words(count: int) -> str:
    """A capped count in words: "1 000+" above a thousand."""
    return f"{COUNTED:,}+".replace(",", "\N{NO-BREAK SPACE}") if count > COUNTED else str(count)
