"""Every need of every row of every table fails alone: what each row needs, by hand, and states that break each need."""
