"""The hall of an office: who waits with a queue number, who is called, and the board that shows it."""
