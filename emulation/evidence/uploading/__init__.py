"""Everything an upload does on the server: parts, the room for them, and the way in."""
