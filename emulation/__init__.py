"""Friendly-government emulation: communes score themselves, inspectors verify, ranks come out."""
