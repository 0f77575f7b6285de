"""The addresses of the person's own pages."""

from django.urls import path

from vardtrad.planning.own import requests, views
from vardtrad.planning.own.invited import views as invited
from vardtrad.shared.web.converters import register

register()

urlpatterns = [
    path("min-plan", views.my_plans, name="my_plans"),
    path("min-plan/kontakter", views.my_contacts, name="my_contacts"),
    path("min-plan/be-om", requests.ask_for_sip, name="ask_for_sip"),
    path("min-plan/be-om/utkast", requests.draft_of_request, name="draft_of_request"),
    path("min-plan/be-om/<uuid:asked>/ta-tillbaka", requests.withdraw_request, name="withdraw_sip_request"),
    path("min-plan/inbjuden/<uuid:plan>", invited.guest_plan, name="guest_plan"),
    path("min-plan/inbjuden/<uuid:plan>/svar", invited.answer, name="answer_as_guest"),
    path("min-plan/inbjuden/<uuid:plan>/aktivitet/<uuid:row>", invited.write, name="write_as_guest"),
    path("min-plan/inbjuden/<uuid:plan>/utkast", invited.draft, name="draft_as_guest"),
    path("min-plan/<uuid:plan>", views.my_plan, name="my_plan"),
    path("min-plan/<uuid:plan>/tidigare/<few_digits:number>", views.earlier_plan, name="my_earlier_plan"),
    path("min-plan/<uuid:plan>/kommer", views.come, name="come_to_meeting"),
    path("min-plan/<uuid:plan>/annan-tid", views.ask_another_time, name="ask_another_time"),
    path("min-plan/<uuid:plan>/skriv", views.write_to_coordinator, name="write_to_coordinator"),
    path("min-plan/<uuid:plan>/aktivitet/<uuid:row>", views.tick, name="tick_activity"),
    path("min-plan/<uuid:plan>/utkast", views.draft, name="draft_of_my_plan"),
    path("min-plan/<uuid:plan>/utskrift", views.printed, name="print_my_plan"),
    path("min-plan/<uuid:plan>/pdf", views.pdf, name="my_plan_pdf"),
]
