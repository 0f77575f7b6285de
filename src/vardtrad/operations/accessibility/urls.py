"""The addresses of reports of accessibility."""

from django.urls import path

from vardtrad.operations.accessibility import views

urlpatterns = [
    path("tillganglighet/anmal", views.report, name="report_accessibility"),
    path("personal/<uuid:unit>/regelmotor/tillganglighet/", views.reports, name="accessibility_reports"),
]
