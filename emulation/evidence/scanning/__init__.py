"""Viruses: a scanner looks at what arrives, and what it found decides who may open a file."""
