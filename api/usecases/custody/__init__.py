"""What a custody officer does with an exhibit: one act per file."""
