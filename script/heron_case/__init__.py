"""Makes the demonstration case: each module writes one side of the story, all from fixed seeds."""
