"""The addresses of a clinic's administration and of the rule engine."""

from django.urls import path

from vardtrad.operations.permissions import guarantee, terms
from vardtrad.operations.permissions.views import rule_engine, staff

ADMINISTRATION = "personal/<uuid:unit>/administration/"

RULES = "personal/<uuid:unit>/regelmotor/"

urlpatterns = [
    path(ADMINISTRATION, staff.administration, name="administration"),
    path(f"{ADMINISTRATION}lagg-till", staff.add_staff, name="add_staff"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>", staff.permissions, name="permissions"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>/ta-bort", staff.end_assignment, name="end_assignment"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>/logga-ut", staff.end_sessions, name="end_sessions"),
    path(RULES, rule_engine.rule_engine, name="rule_engine"),
    path(f"{RULES}enhet/<uuid:configured>/", rule_engine.unit_setup, name="unit_setup"),
    path(f"{RULES}enhet/<uuid:configured>/avaktivera", rule_engine.deactivate_unit, name="deactivate_unit"),
    path(f"{RULES}enhet/<uuid:configured>/brevlada", rule_engine.unit_mailbox, name="unit_mailbox"),
    path(f"{RULES}befattningar/", rule_engine.positions, name="positions"),
    path(f"{RULES}befattningar/ny-roll", rule_engine.add_role, name="add_role"),
    path(f"{RULES}adressering/", rule_engine.addressing, name="addressing"),
    path(f"{RULES}adressering/<uuid:rule>/", rule_engine.addressing_rule, name="addressing_rule"),
    path(f"{RULES}adressering/<uuid:rule>/ta-bort", rule_engine.remove_rule, name="remove_rule"),
    path(f"{RULES}betalningsvillkor/", terms.payment_terms, name="payment_terms"),
    path(f"{RULES}betalningsvillkor/<uuid:terms>/ta-bort", terms.remove_terms, name="remove_terms"),
    path(f"{RULES}betalningsvillkor/vardform/<uuid:ward>/", terms.ward_care, name="ward_care"),
    path(f"{RULES}vardgaranti/", guarantee.guarantee_unit, name="guarantee_unit"),
    path(f"{RULES}vardgaranti/ta-tillbaka", guarantee.take_back_guarantee_unit, name="take_back_guarantee_unit"),
    path(f"{RULES}prova/", rule_engine.try_person, name="try_person"),
]
