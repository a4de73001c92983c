"""Keeps what the console knows, on SQLite or PostgreSQL; imported late, because SQLAlchemy is slow to import."""
