"""Network measures over a networkx snapshot, one file each."""
