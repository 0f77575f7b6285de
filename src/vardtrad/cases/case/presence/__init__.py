"""Which staff have a case open at this moment (B-02). The live process writes it, pages read it; no history is kept."""
