"""Decode, summarise, analyse and play recordings: NumPy throughout, Qt and PyAudio in one file each."""
