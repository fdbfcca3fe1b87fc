"""The engines behind the port, one file each."""
