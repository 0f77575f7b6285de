"""The addresses of a clinic's administration and of the rule engine."""

from django.urls import path

from vardtrad.operations.permissions import terms, views

ADMINISTRATION = "personal/<uuid:unit>/administration/"

RULES = "personal/<uuid:unit>/regelmotor/"

urlpatterns = [
    path(ADMINISTRATION, views.administration, name="administration"),
    path(f"{ADMINISTRATION}lagg-till", views.add_staff, name="add_staff"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>", views.permissions, name="permissions"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>/ta-bort", views.end_assignment, name="end_assignment"),
    path(RULES, views.rule_engine, name="rule_engine"),
    path(f"{RULES}enhet/<uuid:configured>/", views.unit_setup, name="unit_setup"),
    path(f"{RULES}enhet/<uuid:configured>/avaktivera", views.deactivate_unit, name="deactivate_unit"),
    path(f"{RULES}befattningar/", views.positions, name="positions"),
    path(f"{RULES}befattningar/ny-roll", views.add_role, name="add_role"),
    path(f"{RULES}adressering/", views.addressing, name="addressing"),
    path(f"{RULES}adressering/<uuid:rule>/", views.addressing_rule, name="addressing_rule"),
    path(f"{RULES}adressering/<uuid:rule>/ta-bort", views.remove_rule, name="remove_rule"),
    path(f"{RULES}betalningsvillkor/", terms.payment_terms, name="payment_terms"),
    path(f"{RULES}betalningsvillkor/<uuid:terms>/ta-bort", terms.remove_terms, name="remove_terms"),
    path(f"{RULES}betalningsvillkor/vardform/<uuid:ward>/", terms.ward_care, name="ward_care"),
    path(f"{RULES}prova/", views.try_person, name="try_person"),
]
