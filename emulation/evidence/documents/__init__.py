"""What documents say of themselves, and how they serve: kinds, facts, use again, replacement."""
