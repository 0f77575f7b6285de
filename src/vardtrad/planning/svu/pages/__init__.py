"""The page of an open SVU: the frame, each of its steps, and what is done there."""
