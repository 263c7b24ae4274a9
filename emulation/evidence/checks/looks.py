"""What a page looks like: a print of 64 bits, and whether it is blank."""

from PIL import Image, ImageStat

PRINT_SIDE = 8
# A page whose grey values hardly differ shows nothing; scanners leave some dust.
BLANK_DEVIATION = 3.0


def print_of(picture: Image.Image) -> int:
    """Return the difference hash: for 64 places, whether it gets darker to the right.

    Scaling, brightness and compression change few of its bits; a signed number of 64 bits.
    """
    small = picture.convert("L").resize((PRINT_SIDE + 1, PRINT_SIDE), Image.Resampling.LANCZOS)
    grey = small.tobytes()
    bits = 0
    for row in range(PRINT_SIDE):
        for column in range(PRINT_SIDE):
            place = row * (PRINT_SIDE + 1) + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def is_blank(picture: Image.Image) -> bool:
    return ImageStat.Stat(picture.convert("L")).stddev[0] < BLANK_DEVIATION
