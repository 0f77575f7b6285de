"""When a municipality begins to pay for a patient who is ready to go home, and for how many days (B-24)."""
