"""``vardtrad backup`` and ``vardtrad restore``: one file that holds all that must come back, and the keys beside it."""
