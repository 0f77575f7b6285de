"""SVU, samverkan vid utskrivning: from admission to home, step by step."""
