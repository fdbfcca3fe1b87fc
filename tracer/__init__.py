"""The domain: identifiers, sources, records, and what is worked out from them. No graph driver, no web framework."""
