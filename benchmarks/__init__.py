"""Commands that measure the product against bare peers in one run, and say whether it keeps to its limits."""
