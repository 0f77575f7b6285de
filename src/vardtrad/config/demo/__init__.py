"""The demo: an invented region, its people and what they have done, and the processes that show it."""
