"""Earlier versions of an SVU: reading them, comparing two of them, and the whole plan on paper."""
