"""What tests stand on: a client that reads pages, databases that empty quickly, counted queries."""
