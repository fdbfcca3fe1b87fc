"""Files that people send through the pages and the API."""
