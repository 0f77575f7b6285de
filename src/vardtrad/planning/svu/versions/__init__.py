"""Earlier versions of an SVU: reading them, comparing two versions, and printing the whole plan."""
