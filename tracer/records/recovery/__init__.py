"""Bringing phones back: what was confirmed and claimed, the notices to owners, and what owners themselves may do."""
