"""Pictures of pages: drawn by the limited program, kept by hash, shown beside what they prove."""
