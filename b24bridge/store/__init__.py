"""The database: SQLite or PostgreSQL by URL alone. Not the rules: a store keeps and finds, it never decides."""
