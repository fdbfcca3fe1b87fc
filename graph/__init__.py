"""The graph: its schema, the port that asks it questions, and the engines behind the port."""
