"""Long fault campaigns. Figures come from the ledgers of simulators, not from the kiosk's own word."""
