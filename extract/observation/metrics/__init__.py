"""Which metric a figure measures."""
