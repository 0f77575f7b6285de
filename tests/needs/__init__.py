"""Every need of every row of every table fails alone: what each row needs, written by hand, and states that break it."""
