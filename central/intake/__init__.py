"""What kiosks deliver: sealed parts, manifests, receipts."""
