"""Who has a case open just now (B-02). The live process writes it, pages read it; nothing of it is kept."""
