"""The web: hooks of the portal, our pages in its frame, and probes. Not a place for rules: pages show what use cases say."""
