"""Bringing phones back: decide, tell, answer, hand back. One act per file."""
