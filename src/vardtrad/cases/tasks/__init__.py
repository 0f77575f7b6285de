"""Tasks of a case, which remain after the case is closed (002-017)."""
