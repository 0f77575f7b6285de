"""SIP as one record: what the rooms over all processes know of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vardtrad.planning.plan.process import Chapter, Creation, Process, RulesPage
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import actions, archiving, following_up, notifications, queries, rules
from vardtrad.planning.sip.clocks import clocks_of
from vardtrad.planning.sip.open_tasks import has_task
from vardtrad.planning.sip.shown import overviews
from vardtrad.planning.sip.steps import opens_on, with_steps
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.rules import Party

RULES_INTRODUCTION = """\
Den här sidan säger vad som kan hända i en SIP (samordnad individuell plan). Det som inte står här går inte att göra.
Först kommer det som gäller ärendet som helhet, med information och samtycke, deltagare, samordningsansvarig och
meddelanden; därefter varje processteg för sig. Ärendets läge är hur det står till med information och samtycke.

Raderna läses som i [reglerna för SVU](svu.md).

En person har högst en pågående SIP. De andra enheterna ser ärendet när kallelsen är skickad. Varje deltagande enhet
kvitterar kallelsen och godkänner planen; den enhet som kallar har kvitterat genom att kalla. När mötet ändras
kvitterar alla på nytt. När planen uppdateras godkänner alla på nytt, och den version som var godkänd går att läsa under
tiden. En enhet som läggs till efter att alla har godkänt bryter inte godkännandet, och inte heller en enhet som tas
bort.

Efter nekat eller avregistrerat samtycke är alla steg låsta, och var och en läser bara det som den egna enheten har
skrivit.

En inbjuden person finns i ingen katalog. Om inbjudan gäller prövas varje gång: den sista dagen har inte passerat,
inbjudan är inte återtagen, patienten har samtyckt och planen pågår. Ett nej avslutar alla inbjudningar, även om
patienten samtycker igen.

En aktiv eller avslutad SIP lämnar en enhets startsida efter 72 timmar, men aldrig innan en hel arbetsdag har gått, och
inte så länge enheten har något kvar att kvittera. När en ny kallelse skickas kommer den tillbaka.
"""

CHAPTERS = (
    Chapter("skapa-sip", "Skapa en SIP", "planning/sip/manual/skapa-sip.html"),
    Chapter("kallelse", "Kalla till SIP", "planning/sip/manual/kallelse.html"),
    Chapter("inbjudna", "Bjuda in någon som inte finns i katalogen", "planning/sip/manual/inbjudna.html"),
    Chapter("kartlaggning-sip", "Kartläggning i SIP", "planning/sip/manual/kartlaggning-sip.html"),
    Chapter("plan-sip", "Samordnad individuell plan", "planning/sip/manual/plan-sip.html"),
    Chapter("uppfoljning", "Samordningsansvarig och uppföljning", "planning/sip/manual/uppfoljning.html"),
)

RULES_PAGE = RulesPage(
    title="Regler för SIP",
    introduction=RULES_INTRODUCTION,
    tables=(
        ("Ärendet som helhet", rules.TABLE),
        ("Kallelse", rules.CALL),
        ("Kartläggning", rules.ASSESSMENT),
        ("Samordnad individuell plan", rules.CARE_PLAN),
    ),
)

ADDRESSED = {
    Party.INPATIENT: frozenset({Party.OUTPATIENT, Party.MUNICIPALITY}),
    Party.OUTPATIENT: frozenset({Party.MUNICIPALITY}),
    Party.MUNICIPALITY: frozenset({Party.OUTPATIENT}),
}
"""Which parties are added when a unit of a party creates a SIP (001-173…175)."""

CREATION = Creation(
    parties=frozenset(Party),
    button=gettext_lazy("Skapa ny SIP"),
    only=gettext_lazy("Bara slutenvård, öppenvård och kommun kan skapa en ny SIP."),
    created=gettext_lazy("SIP är skapad. Börja med att registrera information till patienten."),
    begin=actions.create,
    addressed=lambda party: ADDRESSED[party],
    adds=gettext_lazy(
        "När du skapar en SIP läggs de här enheterna till automatiskt. De ser ärendet först när kallelsen är skickad, "
        "så du kan ändra bland deltagarna innan dess."
    ),
    ongoing=gettext_lazy("Personen har redan en pågående SIP. Den uppdateras eller avslutas i stället."),
    protected=gettext_lazy(
        "Personuppgifterna är skyddade. Vilka enheter som läggs till visas först när du skapar SIP:en. Det loggas att "
        "du går vidare."
    ),
    go_on=gettext_lazy("Gå vidare till ny SIP"),
    changed=gettext_lazy("Adresseringen har ändrats. Läs vilka enheter SIP:en går till nu."),
    one_at_a_time=True,
)

SIP_PROCESS = Process(
    code=ProcessCode.SIP,
    subject=SIP,
    step_names=[step.label for step in rules.Step],
    with_parts=with_steps,
    has_task=has_task,
    overviews=overviews,
    opens_on=opens_on,
    rules_page=RULES_PAGE,
    chapters=CHAPTERS,
    words=notifications.words,
    deadlines={archiving.ARCHIVE: archiving.archive, following_up.FOLLOW_UP: following_up.remind},
    creation=CREATION,
    versions=queries.published,
    clocks=clocks_of,
    # Kallelse first, Kartläggning under its own heading, and the plan where an SVU has its statement.
    columns=(0, 2, 3),
    kept_by=queries.coordinated_by,
    to_follow_up=following_up.is_due,
)
