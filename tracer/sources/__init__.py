"""Source formats, one file each, found by what is in this folder."""
