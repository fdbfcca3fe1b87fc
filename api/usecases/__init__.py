"""One act per file, shared by every way of asking."""
