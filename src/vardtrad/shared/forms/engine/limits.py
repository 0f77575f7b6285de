"""How large a form and a response may be, and how much an expression may do.

They are far above what people fill in, and low enough that the largest form that passes is read in seconds and judged
without filling the memory.
"""

FORM_BYTES = 5_000_000
RESPONSE_BYTES = 30_000_000
"""A response may carry attachments as base64."""

JSON_DEPTH = 200
"""Levels of lists and objects in the text; an item takes two levels."""

ITEMS = 2_000
"""Items of a form. A page never shows so many; a form of 10 000 is refused."""

PAGE_FIELDS = 450
"""Fields that a page always has: a server reads 500 of a post (DATA_UPLOAD_MAX_NUMBER_FIELDS), those of buttons too."""

PAGE_ITEMS = 5_000
"""Items that all rows of a page hold together. A page that a person fills in never comes near: it has PAGE_FIELDS."""

ITEM_DEPTH = 12
OPTIONS = 5_000
"""Options of a question, and codes of a list that the form carries."""

CONDITIONS = 100
"""Conditions (enableWhen) of an item."""

LINK_ID = 255
TEXT = 20_000
"""Characters of a label, a help text or another text of the form."""

ANSWERS = 1_000
"""Answers to a question, and rows of a group that repeats, also where the form has no limit of its own."""

NODES = 20_000
"""Items and answers of a response, all together."""

PATTERN = 1_000
"""Characters of a regular expression."""

EXPRESSION = 2_000
EXPRESSION_DEPTH = 40
EXPRESSION_STEPS = 20_000
EXPRESSION_SECONDS = 0.5
EXPRESSIONS_SECONDS = 3.0
"""For all expressions of a page or a response together; what is left then is said to be untried."""

EXPRESSIONS_TEXT = 20_000
"""Characters of all expressions of a form together: understanding one takes time too."""

EXPRESSION_VALUES = 20_000
"""Values of a collection between two steps."""

EXPRESSION_TEXT = 20_000
EXPRESSION_DIGITS = 40
