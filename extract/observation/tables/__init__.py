"""The tables of a passage, whichever way a page writes them, and what their cells state."""
