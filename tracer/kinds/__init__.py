"""What a row means, one file for each kind of record."""
