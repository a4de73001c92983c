"""Holds a telephone system's login: writes its floor to the database, carries out what is asked there."""
