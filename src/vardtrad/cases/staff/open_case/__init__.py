"""An open case as staff work with it: the thread, the tabs, and what is done beside the thread."""
