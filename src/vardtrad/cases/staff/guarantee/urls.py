"""The addresses of the waiting list at a clinic: no address holds anything about anybody but a key."""

from django.urls import path

from vardtrad.cases.staff.guarantee.views import codes, entry, lists, placing

AT = "personal/<uuid:unit>/vardgaranti/"
ENTRY = AT + "<uuid:entry>/"

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
    path(ENTRY + "ta-bort", entry.remove, name="remove_from_waiting_list"),
    path(ENTRY + "ratta", entry.correct, name="correct_code"),
    path(ENTRY + "kontakt", entry.contact, name="document_contact"),
]
