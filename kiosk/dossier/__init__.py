"""The business of the kiosk, pure: procedures, people, codes, deadlines, fees, claims, manifests."""
