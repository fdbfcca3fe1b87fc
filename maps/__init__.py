"""Maps as single HTML files that open with no network."""
