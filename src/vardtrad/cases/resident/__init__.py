"""Start pages and the resident's inbox: what shows several subjects at once."""
