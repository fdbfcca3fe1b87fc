"""Bringing phones back to their owners: what they are told, in which words, and by when."""
