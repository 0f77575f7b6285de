"""The settings of a clinic: groups, case types, standard answers, deadlines, the duty roster, approved contacts."""
