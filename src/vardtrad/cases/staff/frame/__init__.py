"""The frame of the staff tool at a clinic: which lists there are, who sees what in them, the left menu, live counts."""
