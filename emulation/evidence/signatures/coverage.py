"""Whether a signature leaves out of what it signs nothing but itself."""

import binascii
import re

from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

# The library compares lengths only; whatever lies in the gap and is not the signature is unsigned.
_NOTHING_ELSE = re.compile(rb"<([0-9A-Fa-f]*)>")


def fills_the_gap(signature: EmbeddedPdfSignature, content: bytes) -> bool:
    """Tell whether the signed ranges begin with the file and leave out this signature alone."""
    ranges = [int(number) for number in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0:  # noqa: PLR2004 (two ranges: where, how long)
        return False
    _zero, before, after, rest = ranges
    if not 0 < before < after <= after + rest <= len(content):
        return False
    gap = _NOTHING_ELSE.fullmatch(content, before, after)
    if gap is None or len(gap[1]) % 2:
        return False
    return binascii.unhexlify(gap[1]) == signature.pkcs7_content
