"""The names and versions of what a publication is made of."""

CONTENT_FORMAT = "than-thien-publication/1"
FILE_FORMAT = "than-thien-publication-file/1"
