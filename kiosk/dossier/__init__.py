"""The business of the kiosk, pure: procedures, checklists, people, codes, deadlines, fees, claims, manifests."""
