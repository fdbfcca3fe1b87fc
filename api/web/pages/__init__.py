"""One file for each page, found by being there: a `router`, and `LINKS` where the page is in the navigation."""
