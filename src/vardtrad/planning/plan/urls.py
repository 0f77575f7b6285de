"""The addresses of the forms in the right field of every shared plan, and of the search for staff."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from vardtrad.planning.plan import actions, views
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.forms import (
    ConfirmForm,
    ContactForm,
    ContactRowForm,
    HarmForm,
    InformForm,
    RoleForm,
    UnitForm,
)
from vardtrad.planning.plan.views import CarryOut, PlanPage, confirmed
from vardtrad.shared.web.forms import PlainForm

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path(f"{SEAT}personal/", views.search_staff, name="search_staff"),
]


def shared(process: str, subject: PlanSubject, page: PlanPage) -> list[URLPattern]:
    """The addresses of a process's forms in the right field, such as ``<process>_inform``; ``page`` draws the plan."""

    def line(address: str, name: str, form: type[PlainForm], carry_out: CarryOut, anchor: str) -> URLPattern:
        view = views.seat_verb(page, process, address, form, carry_out, anchor)
        return path(f"{SEAT}{process}/<uuid:plan>/{address}", view, name=f"{process}_{name}")

    info, contact, members = "#information", "#vardkontakt", "#deltagare"
    consents = confirmed(subject, actions.consent, _("Samtycket är registrerat."))
    refuses = confirmed(subject, actions.refuse, _("Nekat samtycke är registrerat."))
    withdraws = confirmed(subject, actions.withdraw, _("Uppgiften om samtycke är avregistrerad."))
    return [
        path(f"{SEAT}{process}/<uuid:plan>/utkast", views.draft(process, subject), name=f"{process}_draft"),
        path(
            f"{SEAT}{process}/<uuid:plan>/kontaktkort",
            views.contact_card(process, subject),
            name=f"{process}_contact_card",
        ),
        line("information", "inform", InformForm, views.inform(subject), info),
        line("samtycke", "consent", ConfirmForm, consents, info),
        line("nekat-samtycke", "refuse", ConfirmForm, refuses, info),
        line("menprovning", "assess_harm", HarmForm, views.assess_harm(subject), info),
        line("avregistrera", "withdraw", ConfirmForm, withdraws, info),
        line("fast-vardkontakt", "add_contact", ContactForm, views.add_contact(subject), contact),
        line("byt-enhet", "move_contact", ContactRowForm, views.move_contact(subject), contact),
        line("ta-bort-vardkontakt", "remove_contact", ContactRowForm, views.remove_contact(subject), contact),
        line("ny-deltagare", "add_unit", UnitForm, views.add_unit(subject), members),
        line("ta-bort-enhet", "remove_unit", UnitForm, views.remove_unit(subject), members),
        line("lagg-till-roll", "add_role", RoleForm, views.add_role(subject), members),
        line("ta-bort-roll", "remove_role", RoleForm, views.remove_role(subject), members),
    ]
