"""The pages of a clinic's settings, one module for each subject. All but the schedule are for administrators only."""
