"""The times a passage names, and which of them a figure is for."""
