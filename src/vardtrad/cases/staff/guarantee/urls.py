"""The addresses of the waiting list at a clinic: no address holds anything about anybody but a key."""

from django.urls import path

from vardtrad.cases.staff.guarantee.views import bundle, codes, entry, lists, papers, placing, service

AT = "personal/<uuid:unit>/vardgaranti/"
ENTRY = AT + "<uuid:entry>/"
SERVICE = "personal/<uuid:unit>/vardgarantiservice/"

urlpatterns = [
    path(AT, lists.overview, name="guarantee"),
    path(AT + "lista", lists.waiting_list, name="waiting_list"),
    path(AT + "lista.csv", lists.waiting_list_file, name="waiting_list_file"),
    path(AT + "ny", placing.place, name="place_on_waiting_list"),
    path(AT + "koder", codes.code_changes, name="code_changes"),
    path(AT + "koder/<uuid:export>.csv", codes.earlier_file, name="code_changes_again"),
    path(ENTRY, entry.waiting_entry, name="waiting_entry"),
    path(ENTRY + "utkast", entry.keep_draft, name="draft_of_waiting_entry"),
    path(ENTRY + "kod", entry.change_code, name="change_code"),
    path(ENTRY + "kod-och-svar", entry.change_code_and_answer, name="change_code_and_answer"),
    path(ENTRY + "ta-bort", entry.remove, name="remove_from_waiting_list"),
    path(ENTRY + "ratta", entry.correct, name="correct_code"),
    path(ENTRY + "kontakt", entry.contact, name="document_contact"),
    path(ENTRY + "underlag", papers.proof, name="proof"),
    path(ENTRY + "underlag.pdf", papers.proof_pdf, name="proof_pdf"),
    path(ENTRY + "handlingar", bundle.care_bundle, name="care_bundle"),
    path(ENTRY + "handlingar.pdf", bundle.care_bundle_pdf, name="care_bundle_pdf"),
    path(ENTRY + "handlingar/ny", bundle.add_document, name="add_care_document"),
    path(ENTRY + "handlingar/<uuid:document>", bundle.care_document, name="care_document"),
    path(ENTRY + "handlingar/<uuid:document>/ta-bort", bundle.leave_out_document, name="leave_out_care_document"),
    path(ENTRY + "skickat", bundle.posted, name="documents_posted"),
    path(SERVICE, service.accepted, name="guarantee_service"),
    path(SERVICE + "genomgangen", service.look, name="look_through"),
    path(SERVICE + "<uuid:entry>/", service.inform_page, name="guarantee_provider"),
    path(SERVICE + "<uuid:entry>/skicka", service.inform, name="send_provider"),
    path(SERVICE + "<uuid:entry>/utkast", service.keep_draft, name="draft_of_provider"),
]
