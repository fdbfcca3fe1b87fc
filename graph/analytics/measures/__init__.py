"""What the network is ranked by: one measure per file, found by its name."""
