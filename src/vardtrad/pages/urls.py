"""The addresses of start pages and inbox."""

from django.urls import path

from vardtrad.pages import views

urlpatterns = [
    path("", views.start, name="start"),
    path("inkorg", views.inbox, name="inbox"),
    path("personal/", views.staff_start, name="staff_start"),
    path("personal/mottagningar", views.clinics, name="clinics"),
    path("personal/<uuid:unit>/", views.clinic_start, name="clinic_start"),
]
