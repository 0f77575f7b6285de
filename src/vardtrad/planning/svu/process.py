"""SVU as one record: what the rooms over all processes know of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from vardtrad.planning.plan.process import Chapter, Creation, Process, RulesPage
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.svu import actions, archiving, notifications, queries, rules
from vardtrad.planning.svu.clocks import clocks_of
from vardtrad.planning.svu.open_tasks import has_task
from vardtrad.planning.svu.shown import overviews
from vardtrad.planning.svu.steps import opens_on, with_steps
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.rules import Party

RULES_INTRODUCTION = """\
Den här sidan säger vad som kan hända i en SVU (samverkan vid utskrivning). Det som inte står här går inte att göra.
Först kommer det som gäller ärendet som helhet, med information och samtycke, deltagare, fasta vårdkontakter och
meddelanden; därefter varje processteg för sig. Ärendets läge är hur det står till med information och samtycke.

Raderna läses som i [reglerna för ärenden](cases.md). *Får veta* betyder här att ärendet visas som ändrat på startsidan
hos de enheterna, utom hos den enhet som gjorde åtgärden; ingen avisering skickas. *Den enhet som åtgärden rör* är den
som skrev meddelandet som kvitteras, eller den vars roll läggs till eller tas bort. En enhet som tas bort ur ärendet får
i stället veta det i en ruta på sin startsida, liksom mottagarna när planen tas bort. Den som läser utan att delta
(läsläge) kan bara läsa.

Varje deltagande enhet ska kvittera och justera, och det räcker att en roll med ansvaret gör det för sin enhet. När
något ändras som redan är kvitterat eller justerat gäller de kvitteringarna och justeringarna inte längre.

Efter nekat eller avregistrerat samtycke läser var och en bara det som den egna enheten har skrivit, och det som får
lämnas ut trots nekat samtycke: inskrivningsdatum, beräknad tid, datum för utskrivningsklar, händelsernas typ och dag,
och utskrivningen.

Ett utskrivet ärende lämnar en enhets startsida efter 72 timmar, men aldrig innan en hel arbetsdag har gått, och inte så
länge enheten har något kvar att kvittera eller justera.
"""

CHAPTERS = (
    Chapter("skapa", "Söka en person och skapa en SVU", "planning/svu/manual/skapa.html"),
    Chapter("information-samtycke", "Information och samtycke", "planning/svu/manual/information-samtycke.html"),
    Chapter("inskrivning", "Inskrivning", "planning/svu/manual/inskrivning.html"),
    Chapter("kvittera", "Kvittera", "planning/svu/manual/kvittera.html"),
    Chapter("fast-vardkontakt", "Fast vårdkontakt", "planning/svu/manual/fast-vardkontakt.html"),
    Chapter("tid-for-utskrivning", "Tid för utskrivning", "planning/svu/manual/tid-for-utskrivning.html"),
    Chapter("kartlaggning", "Kartläggning", "planning/svu/manual/kartlaggning.html"),
    Chapter("stallningstagande", "Ställningstagande", "planning/svu/manual/stallningstagande.html"),
    Chapter("utskrivning", "Utskrivning", "planning/svu/manual/utskrivning.html"),
)

RULES_PAGE = RulesPage(
    title="Regler för SVU",
    introduction=RULES_INTRODUCTION,
    tables=(
        ("Ärendet som helhet", rules.TABLE),
        ("Inskrivning", rules.ADMISSION),
        ("Tid för utskrivning", rules.DISCHARGE_TIME),
        ("Kartläggning", rules.ASSESSMENT),
        ("Ställningstagande", rules.STATEMENT),
        ("Utskrivning", rules.DISCHARGE),
    ),
)

CREATION = Creation(
    parties=frozenset({Party.INPATIENT}),
    button=gettext_lazy("Skapa ny SVU"),
    only=gettext_lazy("Bara slutenvården kan skapa en ny SVU."),
    created=gettext_lazy("SVU är skapad. Börja med att registrera information till patienten."),
    begin=actions.create,
    addressed=lambda party: frozenset({Party.OUTPATIENT, Party.MUNICIPALITY}),
    adds=gettext_lazy(
        "När du skapar en SVU läggs de här enheterna till automatiskt. De ser ärendet först när inskrivningen är "
        "publicerad."
    ),
    ongoing=gettext_lazy(
        "Personen har redan en pågående SVU, se planerna på sidan. Har patienten bytt avdelning? Då flyttas ärendet "
        "oftast över i stället: be den andra avdelningen lägga till er under Deltagare och sedan ta bort sig själv."
    ),
    protected=gettext_lazy(
        "Personuppgifterna är skyddade. Vilka enheter som läggs till visas först när du skapar SVU:n. Det loggas att "
        "du går vidare."
    ),
    go_on=gettext_lazy("Gå vidare till ny SVU"),
    changed=gettext_lazy("Adresseringen har ändrats. Läs vilka enheter SVU:n går till nu."),
)

SVU_PROCESS = Process(
    code=ProcessCode.SVU,
    subject=SVU,
    step_names=[step.label for step in rules.Step],
    with_parts=with_steps,
    has_task=has_task,
    overviews=overviews,
    opens_on=opens_on,
    rules_page=RULES_PAGE,
    chapters=CHAPTERS,
    words=notifications.words,
    deadlines={archiving.ARCHIVE: archiving.archive},
    creation=CREATION,
    versions=queries.published,
    clocks=clocks_of,
)
