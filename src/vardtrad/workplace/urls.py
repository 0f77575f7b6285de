"""What open pages of the staff tool ask by themselves."""

from django.urls import path

from vardtrad.workplace import views

urlpatterns = [
    path("personal/<uuid:unit>/lage", views.clinic_now, name="clinic_now"),
    path("personal/<uuid:unit>/arende/<uuid:case>/lage", views.case_now, name="case_now"),
]
