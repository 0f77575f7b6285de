"""How the staff of a clinic share the work: groups, the duty roster, and substitutes."""
