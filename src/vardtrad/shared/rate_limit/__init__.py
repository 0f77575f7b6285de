"""How often somebody may do what guessers do, within ten minutes."""
