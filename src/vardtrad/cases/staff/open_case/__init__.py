"""An open case as staff work with it: the thread, the tabs, and the side panel."""
