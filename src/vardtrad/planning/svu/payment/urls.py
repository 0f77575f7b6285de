"""The addresses of the payment basis; those of the terms are in vardtrad.operations.permissions."""

from django.urls import path

from vardtrad.planning.svu.payment import views
from vardtrad.shared.web.tables import Kind

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path(f"{SEAT}betalning/", views.payment_basis, name="payment_basis"),
    path(f"{SEAT}betalning.csv", views.payment_file, {"kind": Kind.CSV}, name="payment_csv"),
    path(f"{SEAT}betalning.xlsx", views.payment_file, {"kind": Kind.XLSX}, name="payment_xlsx"),
]
