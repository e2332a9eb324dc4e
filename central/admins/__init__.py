"""The pages of central's administrators: the fleet, each kiosk, its timeline, the layers of config."""
