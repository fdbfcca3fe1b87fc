"""What a custody officer asks of the graph while booking. Look-ups by key alone: no question scans."""
