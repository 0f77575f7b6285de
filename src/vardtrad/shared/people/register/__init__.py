"""What the population register says: the port, its two sources (a file, GetPersonsForProfile), and the verbs."""
