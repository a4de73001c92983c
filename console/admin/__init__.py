"""`deskside admin`: keeping a shared database, its people, its backups and its growth."""
