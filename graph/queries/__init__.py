"""Questions, each written once in the dialect both engines accept."""
