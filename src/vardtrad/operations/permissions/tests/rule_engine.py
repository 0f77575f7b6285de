"""The pages of the rule engine, as the tests of them open them."""

from vardtrad.gate.models import Trace

NURSE = "sjukskoterska"


def rules(who, path=""):
    return f"/personal/{who.unit.id}/regelmotor/{path}"


def setup_page(who, unit):
    return who.browser.open(rules(who, f"enhet/{unit.id}/"))


def refusals():
    return Trace.objects.filter(outcome="refused").exclude(action="enter")
