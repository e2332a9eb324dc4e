"""Disks that lose power, refuse, fill up or lie under the product's own journal, vault and config."""
