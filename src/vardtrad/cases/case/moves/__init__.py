"""The moves of a case: one file for each thing that can be done with it.

Each file has what the move is given and what it then writes, the verb that callers use, and its words in the thread.
Who may make the move, and when, is in the table of ``rules.py``.
"""
