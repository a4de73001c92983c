"""Deskside: the desktop console for people who listen to call-centre calls for a living."""

__version__ = "0.1.0"
