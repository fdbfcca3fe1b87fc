"""Which things are one thing, with reasons."""
