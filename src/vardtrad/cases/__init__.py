"""Cases: residents write to clinics, and staff distribute, answer and close."""
