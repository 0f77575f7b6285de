"""What a patient has been told and has said yes or no to, and what was assessed when nobody could ask."""
