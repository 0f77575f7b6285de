"""Tasks beside a case that live on after its closing (002-017)."""
