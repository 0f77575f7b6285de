"""The addresses of the staff's start pages, and of what open pages fetch by themselves."""

from django.urls import path

from vardtrad.cases.staff.frame import views

urlpatterns = [
    path("personal/", views.staff_start, name="staff_start"),
    path("personal/mottagningar", views.clinics, name="clinics"),
    path("personal/<uuid:unit>/", views.clinic_start, name="clinic_start"),
    path("personal/<uuid:unit>/lage", views.clinic_now, name="clinic_now"),
    path("personal/<uuid:unit>/arende/<uuid:case>/lage", views.case_now, name="case_now"),
]
