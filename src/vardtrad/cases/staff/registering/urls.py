"""The addresses of registering a case for somebody else."""

from django.urls import path

from vardtrad.cases.staff.registering import replies, views

START = "personal/<uuid:unit>/registrera/"

urlpatterns = [
    path(START, views.register_case, name="register_case"),
    path(f"{START}<uuid:person>/utkast", views.draft_to_register, name="draft_to_register"),
    path("personal/<uuid:unit>/arende/<uuid:case>/invanarsvar/formular", replies.reply_form, name="case_reply_form"),
    path(f"{START}<uuid:person>/filer/<uuid:file>", views.file_to_register, name="file_to_register"),
    path("personal/<uuid:unit>/arende/<uuid:case>/invanarsvar/filer/<uuid:file>", replies.file, name="file_of_reply"),
]
