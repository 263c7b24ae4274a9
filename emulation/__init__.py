"""Friendly-government emulation: communes score themselves, inspectors verify, rankings come out."""
