"""The addresses of an open case."""

from django.urls import path

from vardtrad.cases.staff.open_case.views import card, drafts, files, printed, side_panel, tabs

CASE = "personal/<uuid:unit>/arende/<uuid:case>/"

urlpatterns = [
    path(CASE, tabs.staff_case, name="staff_case"),
    path(f"{CASE}utkast", drafts.keep_draft, name="draft_of_staff"),
    path(f"{CASE}filer/<uuid:file>", files.waiting, name="case_waiting_file"),
    path(f"{CASE}fil/<uuid:document>", files.open_file, name="case_file"),
    path(f"{CASE}fil/<uuid:document>/spara", files.save_file, name="save_case_file"),
    path(f"{CASE}fil/<uuid:document>/liten", files.small_picture, name="case_picture"),
    path(f"{CASE}kontaktkort", card.contact_card, name="case_contact_card"),
    path(f"{CASE}besvara", tabs.answer, name="answer"),
    path(f"{CASE}delsvar", tabs.partial_reply, name="partial_reply"),
    path(f"{CASE}motfraga", tabs.ask, name="ask"),
    path(f"{CASE}avsluta", tabs.close, name="close"),
    path(f"{CASE}fordela", tabs.assign, name="assign"),
    path(f"{CASE}omfordela", tabs.reassign, name="reassign"),
    path(f"{CASE}ta", tabs.take, name="case_take"),
    path(f"{CASE}anteckning", side_panel.note, name="case_note"),
    path(f"{CASE}kollega", side_panel.consult, name="case_consult"),
    path(f"{CASE}kollegasvar", side_panel.reply, name="case_consult_reply"),
    path(f"{CASE}invanarsvar", side_panel.record_reply, name="case_record_reply"),
    path(f"{CASE}bradskande", side_panel.urgent, name="case_urgent"),
    path(f"{CASE}brev", side_panel.letter, name="case_letter"),
    path(f"{CASE}undan", side_panel.snooze, name="case_snooze"),
    path(f"{CASE}fram", side_panel.wake, name="case_wake"),
    path(f"{CASE}angra", side_panel.cancel, name="case_cancel_postponed"),
    path(f"{CASE}angra-svar", tabs.take_back, name="case_take_back"),
    path(f"{CASE}koppla", side_panel.link, name="case_link"),
    path(f"{CASE}utskrift", printed.page, name="case_printed"),
    path(f"{CASE}utskrift.pdf", printed.pdf, name="case_pdf"),
]
