"""A whole sheet's documents as one ZIP file with an index that people can print."""
