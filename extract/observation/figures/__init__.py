"""What figures are to one another, and which of them are no observation."""
