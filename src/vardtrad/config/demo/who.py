"""Who a visitor of the demo can be, in words: what ./start and the login page of the demo show."""

from __future__ import annotations

from vardtrad.config.demo import planning as demo_planning
from vardtrad.config.demo import region as demo_region
from vardtrad.kernel import clock
from vardtrad.kernel.identity import IdentityKind, parse
from vardtrad.shared.login.demo import PIN


def people_text() -> str:
    """Who one can be in the demo: residents and what makes them interesting, staff and where they may do what."""
    today = clock.today()
    lines = ["Invånare: välj BankID (demo) på sidan Logga in."]
    for one in demo_region.RESIDENTS.values():
        number = parse(one.identity)
        name = f"{one.given_name} {one.family_name}".strip() or "(utan namn)"
        age = number.age(today) if number.kind is IdentityKind.PERSONNUMMER and one.given_name else None
        years = f"{age} år" if age is not None else ""
        lines.append(f"  {name:<20} {number.display}  {years:<6} {one.about}".rstrip())
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
    """As what somebody plans together with others at a unit."""
    codes, _licensed = demo_planning.PLACES.get(staff, ((), False))
    active = demo_planning.SETUPS.get(unit, {})
    roles = [demo_planning.POSITIONS[code].role for code in codes if demo_planning.POSITIONS[code].role in active]
    return f"planerar som {' och '.join(demo_planning.ROLES[role].lower() for role in roles)}" if roles else ""
