"""Files that staff attach: checked for type, size, viruses and personal data before anybody can open them (B-30)."""
