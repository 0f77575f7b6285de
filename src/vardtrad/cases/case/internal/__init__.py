"""Work outside a case's thread: notes, questions to colleagues, links, laying aside, and sending later."""
