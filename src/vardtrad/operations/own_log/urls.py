"""The addresses of "Vem har läst om mig"."""

from django.urls import path

from vardtrad.operations.own_log import views

urlpatterns = [
    path("vem-har-last", views.own_log, name="own_log"),
    path("vem-har-last.pdf", views.own_log_pdf, name="own_log_pdf"),
]
