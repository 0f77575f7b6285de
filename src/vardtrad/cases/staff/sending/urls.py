"""The addresses of sending a case from a clinic."""

from django.urls import path

from vardtrad.cases.staff.sending import files, letters, list_views, progress_views, views

START = "personal/<uuid:unit>/skicka/"
SENDING = START + "<uuid:sending>/"

urlpatterns = [
    path(START, views.choose_template, name="choose_template"),
    path(f"{SENDING}mottagare", views.choose_recipients, name="choose_recipients"),
    path(f"{SENDING}ta-bort", views.remove_recipient, name="remove_recipient"),
    path(SENDING, views.send_case, name="send_case"),
    path(f"{SENDING}utkast", views.draft_to_send, name="draft_to_send"),
    path(f"{SENDING}lista", list_views.list_recipients, name="list_recipients"),
    path(f"{SENDING}klart", progress_views.sent_cases, name="sent_cases"),
    path(f"{SENDING}stoppa", progress_views.stop_sending, name="stop_sending"),
    path(f"{SENDING}lage", progress_views.sending_now, name="sending_now"),
    path(f"{SENDING}filer/<uuid:file>", files.file_to_send, name="file_to_send"),
    path(f"{SENDING}brev", letters.order_letters, name="order_letters"),
]
