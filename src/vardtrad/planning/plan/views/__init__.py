"""The pages of every shared plan: their frame, the right field, its verbs, and the search for staff."""

from vardtrad.planning.plan.views.contact_card import contact_card
from vardtrad.planning.plan.views.drafts import boxes_of, draft
from vardtrad.planning.plan.views.page import (
    CarryOut,
    LeftPlan,
    Make,
    Opened,
    PlanPage,
    base,
    base_of,
    plan_address,
    seat_context,
    seat_verb,
    verb,
)
from vardtrad.planning.plan.views.right_field import OF_A_UNIT, UNIT, side
from vardtrad.planning.plan.views.staff_search import search_staff
from vardtrad.planning.plan.views.verbs import (
    add_contact,
    add_role,
    add_unit,
    assess_harm,
    confirmed,
    inform,
    move_contact,
    remove_contact,
    remove_plan,
    remove_role,
    remove_unit,
)

__all__ = [
    "OF_A_UNIT",
    "UNIT",
    "CarryOut",
    "LeftPlan",
    "Make",
    "Opened",
    "PlanPage",
    "add_contact",
    "add_role",
    "add_unit",
    "assess_harm",
    "base",
    "base_of",
    "boxes_of",
    "confirmed",
    "contact_card",
    "draft",
    "inform",
    "move_contact",
    "plan_address",
    "remove_contact",
    "remove_plan",
    "remove_role",
    "remove_unit",
    "search_staff",
    "seat_context",
    "seat_verb",
    "side",
    "verb",
]
