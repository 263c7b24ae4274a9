"""Digital signatures in PDF documents: looked at apart, kept with the bytes, said in words."""
