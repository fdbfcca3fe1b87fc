"""What is worked out from observations: stays, jumps, clones."""
