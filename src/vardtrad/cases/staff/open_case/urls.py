"""The addresses of an open case."""

from django.urls import path

from vardtrad.cases.staff.open_case import beside, draft_views, printed, views

CASE = "personal/<uuid:unit>/arende/<uuid:case>/"

urlpatterns = [
    path(CASE, views.staff_case, name="staff_case"),
    path(f"{CASE}utkast", draft_views.keep_draft, name="draft_of_staff"),
    path(f"{CASE}besvara", views.answer, name="answer"),
    path(f"{CASE}delsvar", views.partial_reply, name="partial_reply"),
    path(f"{CASE}motfraga", views.ask, name="ask"),
    path(f"{CASE}avsluta", views.close, name="close"),
    path(f"{CASE}fordela", views.assign, name="assign"),
    path(f"{CASE}omfordela", views.reassign, name="reassign"),
    path(f"{CASE}ta", views.take, name="case_take"),
    path(f"{CASE}anteckning", beside.note, name="case_note"),
    path(f"{CASE}kollega", beside.consult, name="case_consult"),
    path(f"{CASE}kollegasvar", beside.reply, name="case_consult_reply"),
    path(f"{CASE}bradskande", beside.urgent, name="case_urgent"),
    path(f"{CASE}undan", beside.snooze, name="case_snooze"),
    path(f"{CASE}fram", beside.wake, name="case_wake"),
    path(f"{CASE}angra", beside.cancel, name="case_cancel_postponed"),
    path(f"{CASE}koppla", beside.link, name="case_link"),
    path(f"{CASE}utskrift", printed.page, name="case_printed"),
    path(f"{CASE}utskrift.pdf", printed.pdf, name="case_pdf"),
]
