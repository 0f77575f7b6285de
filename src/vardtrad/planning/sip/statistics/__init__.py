"""How many SIP are made, whether they are followed up in time, and who comes when called (B-49, B-50)."""
