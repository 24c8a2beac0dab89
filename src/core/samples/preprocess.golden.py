"""Golden vectors for resampling and preprocessing, made with Pillow. Run it in this folder: it writes preprocess.golden.json.

Pixels come from a formula that the tests repeat: byte i of an image is bits 13..20 of (i + 1) * 2654435761 mod 2^32.
"""

import hashlib
import json

import PIL
from PIL import Image


def image(width, height):
    count = width * height * 3
    return Image.frombytes("RGB", (width, height), bytes((((i + 1) * 2654435761) >> 13) & 255 for i in range(count)))


def record(name, result):
    data = result.tobytes()
    return {**name, "sha256": hashlib.sha256(data).hexdigest(), "first": list(data[:12])}


def torchvision_crop(picture, shorter, size):
    """Resize(shorter) and CenterCrop(size) as torchvision.transforms.functional computes them for PIL images."""
    width, height = picture.size
    short, long = (width, height) if width <= height else (height, width)
    if short != shorter:
        longer = int(shorter * long / short)
        picture = picture.resize((shorter, longer) if width <= height else (longer, shorter), Image.BILINEAR)
    width, height = picture.size
    if size > width or size > height:
        left, top = max((size - width) // 2, 0), max((size - height) // 2, 0)
        canvas = Image.new(picture.mode, (max(width, size), max(height, size)))
        canvas.paste(picture, (left, top))
        picture = canvas
        width, height = picture.size
    top, left = int(round((height - size) / 2.0)), int(round((width - size) / 2.0))
    return picture.crop((left, top, left + size, top + size))


RESIZES = [
    ((7, 5), (3, 2)), ((7, 5), (7, 2)), ((7, 5), (3, 5)), ((7, 5), (16, 11)), ((1, 1), (4, 3)), ((33, 17), (32, 18)),
    ((101, 67), (13, 29)), ((64, 64), (64, 64)), ((13, 200), (40, 31)), ((200, 3), (7, 3)), ((97, 89), (96, 88)),
]
CROPS = [
    ((40, 30), 16, 12), ((30, 40), 16, 12), ((31, 47), 20, 17), ((47, 31), 21, 16), ((25, 25), 25, 20),
    ((90, 31), 10, 14), ((20, 33), 9, 24), ((53, 37), 37, 32),
]

golden = {
    "pillow": PIL.__version__,
    "resize": [
        record({"from": a, "to": b}, image(*a).resize(b, Image.BILINEAR)) for a, b in RESIZES
    ],
    "crop": [
        record({"from": a, "shorter": s, "size": n}, torchvision_crop(image(*a), s, n)) for a, s, n in CROPS
    ],
    "greyResize": record({"from": (37, 23), "to": (19, 31)}, image(37, 23).convert("L").resize((19, 31), Image.BILINEAR)),
    "grey": record({"from": (37, 23)}, image(37, 23).convert("L")),
}
with open("preprocess.golden.json", "w", encoding="utf-8") as file:
    json.dump(golden, file, indent=1)
    file.write("\n")
