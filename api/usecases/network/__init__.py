"""The network as somebody may see it: a subject and what is near it, brought in step by step."""
