"""The demo's cases, each as the steps that led to its present state. Only data; filling.py carries out the steps.

A time is a number of working days ago and a Swedish time of day; with 0 days it is hours and minutes ago.
"""

from __future__ import annotations

from typing import NamedTuple

from vardtrad.cases.case.rules import Move


class Step(NamedTuple):
    """A move: when, which, by whom (the key of staff or resident), and the text or the key of the receiver or place."""

    days: int
    clock: str
    move: Move
    who: str
    what: str = ""


class Story(NamedTuple):
    """A case: where, of what type, from whom, when, its opening message, and what happened then."""

    clinic: str
    case_type: str
    resident: str
    days: int
    clock: str
    text: str
    steps: tuple[Step, ...] = ()


# The kind that was chosen, where the case type has kinds (002-018, 002-026), by case type and resident.
_MOVE, _CANCEL, _PHONE, _VIDEO = "Boka om till en ny tid", "Avboka tiden", "Byta till telefon", "Byta till video"
CHOICES = {
    ("nurses-certificate", "nasrin"): "Ansökan för vård av barn under 12 år",
    ("doctors-certificate", "rasmus"): "Läkarutlåtande för körkortstillstånd",
    ("doctors-certificate", "grace"):
        "Medförande av narkotikaklassat läkemedel inom ramen för medicinsk behandling vid resa (utanför Schengen)",
    ("doctors-certificate", "mattias"): "Ansökan för vård av barn 12 - 16 år",
    ("doctors-certificate", "selam"): "Omvårdnadsbidrag",
    ("change-appointment", "grace"): _CANCEL,
    ("change-appointment", "birhan"): _PHONE,
    ("change-appointment", "erling"): _MOVE,
    ("change-appointment", "vilma"): _VIDEO,
    ("change-appointment", "gunvor"): _MOVE,
    ("change-appointment", "emil"): _MOVE,
}  # fmt: skip

STORIES = (
    # ── Vårdcentralen Björklunda ──────────────────────────────────────────────────────────────────────────────────
    Story(
        "bjorklunda", "renew-prescription", "gunvor", 9, "18:42",
        "Hej! Min blodtrycksmedicin räcker bara en vecka till. Jag tar en tablett varje morgon som vanligt och mår bra."
        " Kan ni förnya receptet? Vänliga hälsningar Gunvor",
        (
            Step(8, "08:20", Move.ANSWER, "ylva", "Hej Gunvor! Receptet är förnyat och läkemedlet finns på apoteket från"
                 " och med i morgon. Det är ett tag sedan vi tog ditt blodtryck. Ring oss gärna, så hittar vi en tid."),
            Step(8, "12:05", Move.MARK_READ, "gunvor"),
        ),
    ),
    Story(
        "bjorklunda", "nurses-certificate", "nasrin", 8, "20:15",
        "Hej! Noa hade feber och öronvärk förra veckan och jag var hemma med honom måndag till fredag."
        " Försäkringskassan vill ha ett intyg. Tack på förhand!",
        (
            Step(7, "09:02", Move.PARTIAL_REPLY, "ylva", "Hej Nasrin! Vi har tagit emot din beställning. Intyget är klart"
                 " inom en vecka."),
            Step(7, "12:31", Move.MARK_READ, "nasrin"),
            Step(4, "15:40", Move.ANSWER, "ylva", "Hej! Nu är intyget klart. Originalet är skickat till Försäkringskassan"
                 " och en kopia kommer hem till dig med posten. Hoppas att Noa mår bättre."),
        ),
    ),
    Story(
        "bjorklunda", "doctors-certificate", "rasmus", 7, "16:05",
        "Hej, jag behöver ett Läkarutlåtande för körkortstillstånd. Jag har haft epilepsi men inte haft något anfall på"
        " fyra år. Transportstyrelsen vill ha det före månadens slut.",
        (
            Step(6, "08:31", Move.TRANSFER, "ylva", "medicin"),
            Step(6, "10:20", Move.ASSIGN, "nadia", "perolof"),
            Step(6, "10:26", Move.PARTIAL_REPLY, "nadia", "Hej! Ditt ärende har kommit till oss på medicinmottagningen. En"
                 " läkare går igenom din journal och skriver utlåtandet. Du behöver inte göra något mer nu."),
        ),
    ),
    Story(
        "bjorklunda", "doctors-certificate", "grace", 12, "09:48",
        "Hello! I am travelling to Canada next month and need the certificate for Medförande av narkotikaklassat"
        " läkemedel inom ramen för medicinsk behandling vid resa (utanför Schengen). Thank you!",
        (
            Step(11, "08:45", Move.TRANSFER, "ylva", "medicin"),
            Step(11, "11:10", Move.ASSIGN, "nadia", "perolof"),
            Step(11, "11:15", Move.PARTIAL_REPLY, "nadia", "Hello Grace! We have received your request, and a doctor will"
                 " write the certificate this week. / Vi har tagit emot din beställning."),
            Step(10, "07:50", Move.MARK_READ, "grace"),
            Step(8, "14:30", Move.CLOSE_WITHOUT_ANSWER, "perolof", "Intyget är underskrivet och skickat hem till"
                 " patienten. Hon är uppringd och vet om det."),
        ),
    ),
    Story(
        "bjorklunda", "record-copy", "birhan", 5, "21:30",
        "God kväll. Jag vill gärna ha en kopia av min journal från de två senaste åren. Jag ska visa den för min"
        " fysioterapeut.",
    ),
    Story(
        "bjorklunda", "message", "gunvor", 4, "10:12",
        "Hej igen! Jag har känt mig yr när jag reser mig på morgonen de senaste två veckorna. Det går över efter en"
        " stund, men jag undrar om det kan bero på medicinen.",
        (
            Step(3, "09:20", Move.ASK, "ylva", "Hej Gunvor! Tack för att du hör av dig. Har du ramlat någon gång, och har"
                 " du möjlighet att mäta blodtrycket hemma? Skriv gärna vad du får för värden."),
            Step(1, "11:05", Move.ANSWER_BACK, "gunvor", "Nej, ramlat har jag inte gjort. Jag lånade grannens mätare: 105"
                 " genom 60 i går morse och 110 genom 65 i dag."),
        ),
    ),
    Story(
        "bjorklunda", "message", "jasmina", 4, "22:41",
        "Hej! Jag ammar och har fått ont i ett bröst, det är rött och varmt på ena sidan. Vad ska jag göra?",
        (
            Step(3, "08:10", Move.ASK, "ylva", "Hej Jasmina! Det låter som mjölkstockning. Har du feber, och hur länge har"
                 " du haft ont? Får du över 38,5 grader ringer du oss direkt på 031-390 06 10."),
        ),
    ),
    Story(
        "bjorklunda", "doctors-certificate", "mattias", 4, "12:33",
        "Hej! Vår dotter Vilma är 15 år och behöver ha oss hemma ibland. Vi behöver intyget Ansökan för vård av barn 12"
        " - 16 år. Vad behöver ni veta av oss?",
        (
            Step(3, "08:42", Move.ASSIGN, "anton", "parisa"),
            Step(3, "08:47", Move.PARTIAL_REPLY, "anton", "Hej Mattias! Ditt ärende har gått till en läkare hos oss, som"
                 " hör av sig här om något saknas."),
            Step(3, "17:55", Move.MARK_READ, "mattias"),
        ),
    ),
    Story(
        "bjorklunda", "message", "klara", 3, "13:27",
        "Hej! Jag har fortfarande svårt att sova efter flytten. Kan jag få prata med Parisa om hur vi går vidare?",
        (
            Step(2, "08:15", Move.ASSIGN, "anton", "parisa"),
            Step(2, "15:20", Move.PARTIAL_REPLY, "parisa", "Hej Klara! Vad bra att du skriver. Jag ser över vilka tider"
                 " som finns och återkommer till dig här i ärendet före helgen."),
        ),
    ),
    Story(
        "bjorklunda", "change-appointment", "grace", 3, "17:02",
        "Hello, I have to cancel my visit on Thursday at 10.15 since I have to work. I do not need a new time right"
        " now. / Jag behöver avboka min tid på torsdag.",
        (
            Step(2, "09:31", Move.ANSWER, "ylva", "Hej! Vi har tagit emot ditt ärende och avbokat ditt besök. Hör av dig"
                 " om du vill ha en ny tid. / Your visit is cancelled. You are welcome back when you need us."),
            Step(2, "09:58", Move.MARK_READ, "grace"),
        ),
    ),
    Story(
        "bjorklunda", "contact-details", "mattias", 2, "20:11",
        "Hej! Jag har bytt telefonnummer till 070-174 06 40. Kan ni ta bort det gamla, så att ni når mig?",
    ),
    Story(
        "bjorklunda", "message", "nasrin", 1, "16:34",
        "Hej! Jag har haft ont i höger knä sedan jag snubblade i trappan för tre veckor sedan. Det är lite svullet och"
        " värst på kvällen. Ska jag boka en tid eller vänta och se?",
        (Step(1, "16:50", Move.MARK_SEEN, "ylva"),),
    ),
    Story(
        "bjorklunda", "renew-prescription", "tuula", 0, "0:25",
        "Hei! Mina ögondroppar mot torra ögon är snart slut. Jag tar en droppe i varje öga fyra gånger om dagen."
        " Snälla förnya receptet. Tuula",
    ),
    # ── Vårdcentralen Sjöviken ────────────────────────────────────────────────────────────────────────────────────
    Story(
        "sjoviken", "renew-prescription", "selam", 8, "07:58",
        "Hej! Jag behöver förnya mina järntabletter. Jag tar en varannan dag och har tre tabletter kvar.",
        (
            Step(8, "10:40", Move.ASSIGN, "anton", "marek"),
            Step(7, "13:15", Move.ANSWER, "marek", "Hej Selam! Jag har förnyat receptet för tre månader. Lämna gärna ett"
                 " blodprov innan de är slut, så ser vi om du behöver fortsätta. Remissen ligger i receptionen."),
            Step(7, "19:20", Move.MARK_READ, "selam"),
        ),
    ),
    Story(
        "sjoviken", "message", "emil", 6, "08:20",
        "Hej! Jag fick ett sms om att provsvaren är klara, men hittar dem inte. Kan någon berätta hur det såg ut?",
        (
            Step(6, "15:02", Move.CLOSE_WITHOUT_ANSWER, "elin", "Har pratat med patienten på telefon. Proverna var utan"
                 " anmärkning, och han har fått veta det."),
        ),
    ),
    Story(
        "sjoviken", "doctors-certificate", "selam", 5, "11:45",
        "Hej! Vi ska ansöka om Omvårdnadsbidrag för vår son Adam och behöver ett intyg av läkare. Han har diabetes"
        " sedan två år. Vad behöver ni för underlag?",
        (Step(4, "08:22", Move.ASSIGN, "elin", "marek"),),
    ),
    Story(
        "sjoviken", "message", "emil", 4, "15:10",
        "Hej! Jag har haft hosta i fem veckor efter en förkylning, mest på natten. Annars mår jag bra.",
        (
            Step(3, "09:05", Move.ASSIGN, "elin", "marek"),
            Step(2, "10:30", Move.ASK, "marek", "Hej Emil! Fem veckor är lite länge. Röker du, eller har du haft astma som"
                 " barn? Och blir du andfådd när du går i trappor?"),
            Step(2, "18:12", Move.MARK_READ, "emil"),
        ),
    ),
    Story(
        "sjoviken", "message", "ylva", 2, "19:30",
        "Hej! Jag skulle vilja byta tid för min hälsokontroll. Jag arbetar dag hela nästa vecka, men kan alla dagar"
        " efter klockan 15 veckan därpå.",
        (Step(1, "08:35", Move.ASSIGN, "elin", "marek"),),
    ),
    Story(
        "sjoviken", "change-appointment", "birhan", 1, "07:05",
        "Hej. Jag har en tid för blodtryck på måndag. Går det att ta det på telefon i stället? Jag har en egen mätare.",
    ),
    # ── Vårdcentralen Tallåsen ────────────────────────────────────────────────────────────────────────────────────
    Story(
        "tallasen", "contact-details", "erling", 10, "14:26",
        "Hej! Jag vill att ni skriver in min son Lars som närstående. Hans nummer är 070-174 06 94.",
        (
            Step(9, "08:50", Move.ANSWER, "majbritt", "Hej! Tack, vi har ändrat dina uppgifter. Nu står din son som"
                 " närstående."),
            Step(9, "16:15", Move.MARK_READ, "erling"),
        ),
    ),
    Story(
        "tallasen", "renew-prescription", "rasmus", 4, "23:14",
        "Hej, min allergimedicin är slut. Samma som förra året.",
        (
            Step(3, "10:02", Move.ASK, "majbritt", "Hej Rasmus! Hur ofta har du behövt ta den, och räckte dosen? Då vet vi"
                 " vilken styrka vi ska förnya."),
        ),
    ),
    Story(
        "tallasen", "message", "erling", 3, "09:40",
        "God morgon! Såret på benet vill inte riktigt läka. Jag byter plåster varannan dag som ni sa. Ska jag komma in"
        " så att ni får titta på det?",
        (
            Step(2, "08:12", Move.ASSIGN, "majbritt", "majbritt"),
            Step(2, "08:20", Move.PARTIAL_REPLY, "majbritt", "Hej Erling! Ja, kom gärna in. Jag ringer dig i dag efter"
                 " lunch, så hittar vi en tid. Byt plåster som vanligt tills vi ses."),
            Step(2, "11:40", Move.MARK_READ, "erling"),
        ),
    ),
    # ── Ortopedmottagningen Ekhamn ────────────────────────────────────────────────────────────────────────────────
    Story(
        "ortopeden", "message", "gunvor", 7, "13:18",
        "Hej! Jag har fått ett träningsprogram efter höftoperationen, men den tredje övningen gör ont. Ska jag hoppa"
        " över den?",
        (
            Step(6, "09:05", Move.ASSIGN, "ingela", "daniel"),
            Step(5, "08:10", Move.REASSIGN, "ingela", "jonna"),
            Step(5, "14:45", Move.ANSWER, "jonna", "Hej Gunvor! Bra att du frågar. Hoppa över den övningen i två veckor"
                 " och gör de andra som förut. Det får kännas lite ansträngt, men inte göra ont. Hör av dig om det inte"
                 " blir bättre."),
            Step(4, "10:02", Move.MARK_READ, "gunvor"),
        ),
    ),
    Story(
        "ortopeden", "record-copy", "tuula", 6, "11:11",
        "Hej! Jag skulle vilja ha en kopia av röntgensvaret för min axel.",
        (
            Step(5, "08:30", Move.ANSWER, "ingela", "Hej! Journalkopior lämnas ut av regionens arkiv. Du beställer här:\n"
                 "https://arkiv.vastmark.example/journalkopia\n\nArkivet prövar beställningen och skickar kopian hem"
                 " till dig."),
        ),
    ),
    Story(
        "ortopeden", "change-appointment", "erling", 5, "08:08",
        "Hej! Jag har fått en tid för operation av knät. Just den veckan fyller min fru 70 år och vi ska resa bort. Kan"
        " jag få en tid veckan efter?",
        (
            Step(5, "13:30", Move.ASSIGN, "ingela", "daniel"),
            Step(4, "16:10", Move.ASK, "daniel", "Hej Erling! Det ska nog gå att lösa. Kan du komma med kort varsel om det"
                 " blir en lucka, eller vill du ha ett bestämt datum?"),
            Step(1, "08:55", Move.ANSWER_BACK, "erling", "Tack, vad bra! Kort varsel går fint, jag är pensionär och har"
                 " tid. Bara jag vet det två dagar innan."),
        ),
    ),
    Story(
        "ortopeden", "renew-prescription", "mattias", 3, "06:52",
        "Hej! De smärtstillande tabletterna efter axeloperationen är slut i morgon. Jag tar två om dagen och det går åt"
        " rätt håll.",
        (
            Step(3, "08:40", Move.ASSIGN, "ingela", "daniel"),
            Step(2, "12:15", Move.PARTIAL_REPLY, "daniel", "Hej! Bra att det går framåt. Jag har förnyat receptet för en"
                 " vecka och återkommer när jag har sett röntgenbilden."),
            Step(2, "12:50", Move.MARK_READ, "mattias"),
        ),
    ),
    Story(
        "ortopeden", "message", "tuula", 2, "12:44",
        "Hej! Stygnen i handen skulle tas efter två veckor. Ska jag göra det hos er eller på vårdcentralen?",
        (Step(1, "09:15", Move.ASSIGN, "ingela", "ylva"),),
    ),
    Story(
        "ortopeden", "message", "birhan", 0, "1:10",
        "Hej. Gipset på foten känns löst och skaver mot hälen. Jag kan röra tårna och de är varma. Kan jag vänta till"
        " återbesöket på tisdag?",
    ),
    # ── Barn- och ungdomspsykiatrin Ekhamn ────────────────────────────────────────────────────────────────────────
    Story(
        "bup", "change-appointment", "vilma", 8, "15:22",
        "hej jag har nationellt prov på onsdag så jag kan inte komma kl 10. kan vi ses på video efter skolan istället?",
        (
            Step(7, "08:50", Move.ASSIGN, "simon", "simon"),
            Step(7, "09:00", Move.ANSWER, "simon", "Hej Vilma! Det går bra att ses på video i stället. Vi säger klockan"
                 " 15.30 samma dag. Du får en länk före besöket. Lycka till på provet!"),
            Step(7, "12:02", Move.MARK_READ, "vilma"),
        ),
    ),
    Story(
        "bup", "message", "selam", 4, "21:05",
        "Hej! Vi såg att ni har en kväll för föräldrar till unga med oro. Finns det plats, och behöver båda vi"
        " föräldrar komma?",
        (
            Step(3, "09:30", Move.ASSIGN, "simon", "aisha"),
            Step(2, "14:05", Move.ANSWER, "aisha", "Hej! Varmt välkomna. Det finns plats, och ni kommer en eller båda, som"
                 " det passar er. Vi börjar klockan 18 och bjuder på smörgås."),
        ),
    ),
    Story(
        "bup", "message", "vilma", 3, "16:48",
        "hej simon. det har varit jobbigt att somna den här veckan igen. jag har testat andningen men det hjälper inte"
        " så mycket",
        (
            Step(2, "08:25", Move.ASSIGN, "simon", "simon"),
            Step(2, "08:32", Move.ASK, "simon", "Hej Vilma! Tack för att du berättar. När brukar du lägga dig, och är det"
                 " något särskilt som snurrar i huvudet då? Skriv så lite eller mycket du vill."),
            Step(1, "07:40", Move.ANSWER_BACK, "vilma", "runt 22. det är mest skolan, jag tänker på allt jag inte hunnit."
                 " i helger är det bättre"),
        ),
    ),
    Story(
        "bup", "renew-prescription", "vilma", 1, "15:35",
        "hej, min medicin räcker till nästa fredag. jag tar en kapsel på morgonen som vi bestämde och det funkar bra",
    ),
    # ── Medicinmottagningen Ekhamn ────────────────────────────────────────────────────────────────────────────────
    Story(
        "medicin", "message", "erling", 6, "10:55",
        "Hej! Ska jag ta blodprov före kontrollen av hjärtat, eller gör vi det när jag kommer?",
        (
            Step(5, "11:20", Move.ANSWER, "nadia", "Hej Erling! Ta gärna provet på din vårdcentral en vecka före besöket,"
                 " så har vi svaret när du kommer. Du behöver inte vara fastande."),
            Step(5, "13:02", Move.MARK_READ, "erling"),
        ),
    ),
    Story(
        "medicin", "renew-prescription", "birhan", 4, "18:19",
        "Hej. Insulinet räcker i två veckor till. Samma doser som vid senaste besöket. Kan jag också få nya nålar?",
    ),
    # ── Hemsjukvården Ekhamn ──────────────────────────────────────────────────────────────────────────────────────
    Story(
        "hemsjukvard", "change-appointment", "gunvor", 6, "09:14",
        "Hej! Ni skulle komma på torsdag förmiddag, men då ska jag till tandläkaren. Går eftermiddagen bra?",
        (
            Step(6, "10:30", Move.ANSWER, "yonas", "Hej Gunvor! Det går fint. Jag kommer på torsdag mellan klockan 14 och"
                 " 15 i stället."),
            Step(6, "11:00", Move.MARK_READ, "gunvor"),
        ),
    ),
    Story(
        "hemsjukvard", "message", "gunvor", 2, "11:37",
        "Hej Yonas! Dosetten för nästa vecka verkar sakna tabletten till kvällen. Kan du titta på det när du kommer?",
        (
            Step(2, "13:10", Move.ASSIGN, "yonas", "yonas"),
            Step(2, "13:16", Move.PARTIAL_REPLY, "yonas", "Hej! Tack för att du är uppmärksam. Jag kontrollerar med"
                 " vårdcentralen och tar med mig rätt tabletter. Ta det som ligger i dosetten tills vi ses."),
        ),
    ),
    # ── Fysioterapin Lövsta ───────────────────────────────────────────────────────────────────────────────────────
    Story(
        "fysio", "message", "ylva", 5, "12:20",
        "Hej! Gummibandet till övningarna gick av. Finns det nya att hämta hos er?",
        (
            Step(5, "12:48", Move.ANSWER, "jonna", "Hej! Ja, kom förbi receptionen när du vill, så får du ett nytt. Ta det"
                 " röda om det gröna har blivit för lätt."),
            Step(5, "13:30", Move.MARK_READ, "ylva"),
        ),
    ),
    Story(
        "fysio", "change-appointment", "emil", 2, "08:44",
        "Hej! Jag behöver flytta min tid på fredag, vi har en liten hemma som är förkyld.",
        (
            Step(2, "10:15", Move.ASK, "jonna", "Hej Emil! Självklart. Passar onsdag klockan 8.00 eller torsdag klockan"
                 " 16.30 nästa vecka bäst?"),
        ),
    ),
    Story(
        "fysio", "message", "mattias", 1, "14:09",
        "Hej! Jag är nyopererad i axeln och har fått lov att börja träna. Behöver jag ta med något från ortopeden till"
        " första besöket?",
    ),
)  # fmt: skip
