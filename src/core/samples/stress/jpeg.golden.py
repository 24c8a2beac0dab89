"""Golden pictures for jpeg.ts, made with Pillow (libjpeg-turbo). Run it in this folder: it writes jpeg.golden.json.

Pixels come from a formula that the test repeats: a slope, a wave and an edge, different in each channel.
"""

import base64
import io
import json
import math

import PIL
from PIL import Image

WIDTH, HEIGHT = 45, 35


def pixel(x, y, c):
    wave = 60 * math.sin((x * (c + 1) + 2 * y) / 7)
    edge = 70 if x + 2 * y > 60 else 0
    return max(0, min(255, math.floor(60 + 2 * x + y + wave + edge * (1 - 0.4 * c) + 0.5)))


def picture():
    data = bytes(pixel(x, y, c) for y in range(HEIGHT) for x in range(WIDTH) for c in range(3))
    return Image.frombytes("RGB", (WIDTH, HEIGHT), data)


def decoded(quality):
    file = io.BytesIO()
    picture().save(file, "JPEG", quality=quality)
    return base64.b64encode(Image.open(io.BytesIO(file.getvalue())).convert("RGB").tobytes()).decode()


golden = {
    "pillow": PIL.__version__,
    "width": WIDTH,
    "height": HEIGHT,
    "decoded": [{"quality": q, "rgb": decoded(q)} for q in (50, 10)],
}
with open("jpeg.golden.json", "w") as file:
    json.dump(golden, file)
    file.write("\n")
