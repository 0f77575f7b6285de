"""Danger signs as an example to begin with: plain data in Swedish, which a clinic reads, changes and saves as its own.

They are general signs that something is urgent, in words that fit both who is ill and who asks for somebody else. What
a clinic asks about is its own medical decision, so nothing of this holds until an administrator has saved it.
"""

ADULTS = (
    "Svårt att andas, eller så andfådd att det är svårt att prata",
    "Tryck eller smärta i bröstet som inte går över",
    "Plötslig svaghet eller domning i ansiktet, en arm eller ett ben, eller plötsligt svårt att prata",
    "Plötslig och mycket kraftig huvudvärk eller magsmärta",
    "Kraftig blödning som inte slutar",
    "Förvirrad, ovanligt slö eller svår att väcka",
    "Feber tillsammans med stel nacke, eller med hudutslag som inte bleknar när du trycker på dem",
    "Svullnad i ansiktet, munnen eller halsen",
    "Tankar på att skada dig själv eller att ta ditt liv",
)
"""For adults."""

CHILDREN = (
    "Svårt att andas, snabb och ansträngd andning, eller blå läppar",
    "Slapp, ovanligt trött eller svår att väcka",
    "Kramper",
    "Yngre än tre månader och har feber",
    "Feber tillsammans med stel nacke, eller med hudutslag som inte bleknar när du trycker på dem",
    "Kissar mycket mindre än vanligt, eller får inte behålla någon vätska",
    "Kraftig smärta som inte går över",
    "Svullnad i ansiktet, munnen eller halsen",
    "Har fått i sig något giftigt, eller har slagit i huvudet och blivit slö eller kräkts",
    "Tankar på att skada sig själv eller att ta sitt liv",
)
"""For those under 18 years, read by the child or by the guardian."""
