"""Ways in as rows of configuration: which there are, what each of them proves, and how a login goes through it."""
