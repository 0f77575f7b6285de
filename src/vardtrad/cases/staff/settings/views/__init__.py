"""The pages of a clinic's settings, one module for each sort of thing. All but the schedule are the administrator's."""
