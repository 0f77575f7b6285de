"""Cases between residents and clinics: sent, distributed, answered, asked back, closed."""
