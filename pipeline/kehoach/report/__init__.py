"""What people read: a plan in the terminal, the data dictionary."""
