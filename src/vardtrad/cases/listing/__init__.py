"""Listing requests (listningsönskemål): a resident asks to be listed at a clinic, which handles it (004-072)."""
