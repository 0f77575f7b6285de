"""Who a visitor of the demo can be, in words: what ./start and the login page of the demo show."""

from __future__ import annotations

from vardtrad.config.demo import planning as demo_planning
from vardtrad.config.demo import region as demo_region
from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityKind, parse
from vardtrad.shared.login.demo import PIN


def people_text() -> str:
    """Whom to log in as in the demo: residents and what is interesting about them, staff and their permissions."""
    today = clock.today()
    lines = ["Invånare: välj BankID (demo) på sidan Logga in."]
    for resident in demo_region.RESIDENTS.values():
        number = parse(resident.identity)
        name = f"{resident.given_name} {resident.family_name}".strip() or "(utan namn)"
        age = number.age(today) if number.kind is IdentityKind.PERSONNUMMER and resident.given_name else None
        years = f"{age} år" if age is not None else ""
        lines.append(f"  {name:<20} {number.display}  {years:<6} {resident.about}".rstrip())
    lines += ["", f"Personal: välj E-tjänstekort på personalens sida Logga in. Pinkod: {PIN}"]
    for key, staff in demo_region.STAFF.items():
        lines.append(f"  {staff.given_name} {staff.family_name}, {staff.title}")
        ended = {unit for who, unit, _ in demo_region.ENDED if who == key}
        for unit, permissions in staff.work.items():
            may = ", ".join(str(permission.label).lower() for permission in permissions)
            if unit in ended:
                may = "uppdraget är avslutat, ingen åtkomst"
            else:
                may = "; ".join(part for part in (may, _plans_as(key, unit)) if part)
            lines.append(f"      {demo_region.UNITS[unit].name}: {may}")
    return "\n".join(lines)


def _plans_as(staff: str, unit: str) -> str:
    """The roles in which a member of staff plans at a unit, in words; empty if there are none."""
    codes, _licensed = demo_planning.PLACES.get(staff, ((), False))
    active = demo_planning.SETUPS.get(unit, {})
    roles = [demo_planning.POSITIONS[code].role for code in codes if demo_planning.POSITIONS[code].role in active]
    return f"planerar som {' och '.join(demo_planning.ROLES[role].lower() for role in roles)}" if roles else ""
