"""The addresses of an open SIP; all begin with the seat, ``/planer/<unit>/<role>/``."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.fields.urls import endpoints
from vardtrad.planning.messages.urls import shared as messages
from vardtrad.planning.plan.urls import shared as planning
from vardtrad.planning.sip.pages.look import PROCESS
from vardtrad.planning.sip.pages.views import inviting, verbs
from vardtrad.planning.sip.pages.views.assessment import ASSESSMENT_FORM
from vardtrad.planning.sip.pages.views.care_plan import PLAN_FORM
from vardtrad.planning.sip.pages.views.page import plan_page, show
from vardtrad.planning.sip.rules import Step
from vardtrad.planning.sip.subject import SIP

AT = "planer/<uuid:unit>/<slug:role>/sip/<uuid:plan>/"

urlpatterns = [
    path(AT, show, name="sip"),
    # A step each, and no open word: a personal number cannot stand in an address.
    *(path(f"{AT}{step.slug}/", show, {"step": step.slug}, name=f"sip_{step.value}") for step in Step),
    *messages(PROCESS, SIP, plan_page),
    *planning(PROCESS, SIP, plan_page),
    # Kallelse
    path(f"{AT}spara/kallelse", verbs.save_call, name="sip_save_call"),
    path(f"{AT}andra-mote", verbs.move_meeting, name="sip_move_meeting"),
    path(f"{AT}stall-in", verbs.cancel_meeting, name="sip_cancel_meeting"),
    path(f"{AT}kvittera", verbs.acknowledge, name="sip_acknowledge"),
    path(f"{AT}foresla-tid", verbs.propose_time, name="sip_propose_time"),
    path(f"{AT}mote-hallet", verbs.hold_meeting, name="sip_hold_meeting"),
    path(f"{AT}boka-mote", verbs.book_meeting, name="sip_book_meeting"),
    path(f"{AT}ta-bort", verbs.remove, name="sip_remove"),
    # Kartläggning and Samordnad individuell plan
    *endpoints(PROCESS, ASSESSMENT_FORM, plan_page),
    *endpoints(PROCESS, PLAN_FORM, plan_page),
    path(f"{AT}kartlaggning/starta", verbs.start_assessment, name="sip_start_assessment"),
    path(f"{AT}plan/starta-godkannande", verbs.start_approval, name="sip_start_approval"),
    path(f"{AT}plan/godkann", verbs.approve, name="sip_approve"),
    path(f"{AT}plan/uppdatera", verbs.update_plan, name="sip_update_plan"),
    path(f"{AT}avsluta", verbs.end, name="sip_end"),
    # Samordningsansvarig
    path(f"{AT}samordningsansvarig", verbs.set_coordinator, name="sip_set_coordinator"),
    path(f"{AT}ta-bort-samordningsansvarig", verbs.remove_coordinator, name="sip_remove_coordinator"),
    # Guests
    path(f"{AT}bjud-in", inviting.invite_guest, name="sip_invite_guest"),
    path(f"{AT}ta-tillbaka-inbjudan", inviting.take_back_invitation, name="sip_take_back_invitation"),
    # Other plans beside it
    path(f"{AT}annan-plan", verbs.note_other_plan, name="sip_note_other_plan"),
    path(f"{AT}ta-bort-annan-plan", verbs.remove_other_plan, name="sip_remove_other_plan"),
]
