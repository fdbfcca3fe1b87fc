"""Map layers, one file each, found by what is in this folder."""
