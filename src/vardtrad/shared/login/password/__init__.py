"""Logging in with personal number, an ordered password and a one-time code by SMS (003-013 to 003-019).

Off unless a row of the ways' file says ``protocol = "password"`` and the installation sends text messages. It gives
level 2: what shows health data asks for an e-legitimation (003-016).
"""
