"""Golden vectors for image decoding, made with Pillow. Run it in this folder: it writes decode.golden.json."""

import base64
import hashlib
import io
import json

import PIL
from PIL import Image, ImageCms

WIDTH, HEIGHT = 21, 13
smooth = Image.frombytes(
    "RGB",
    (WIDTH, HEIGHT),
    bytes((x * 11 * (c + 1) + y * 7 + (x * y) % 29) & 255 for y in range(HEIGHT) for x in range(WIDTH) for c in range(3)),
)
rotated = Image.Exif()
rotated[0x0112] = 6
clear = smooth.convert("RGBA")
clear.putalpha(Image.frombytes("L", (WIDTH, HEIGHT), bytes((i * 37) & 255 for i in range(WIDTH * HEIGHT))))
icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def encode(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


FILES = {
    "baseline 4:2:0": encode(smooth, "JPEG", quality=85, subsampling=2),
    "baseline 4:2:2": encode(smooth, "JPEG", quality=70, subsampling=1),
    "progressive 4:4:4": encode(smooth, "JPEG", quality=90, subsampling=0, progressive=True),
    "progressive 4:2:0": encode(smooth, "JPEG", quality=60, subsampling=2, progressive=True),
    "grey": encode(smooth.convert("L"), "JPEG", quality=80),
    "turned by EXIF": encode(smooth, "JPEG", quality=80, exif=rotated),
    "with a colour profile": encode(smooth, "JPEG", quality=80, icc_profile=icc),
    "PNG": encode(smooth, "PNG"),
    "PNG palette": encode(smooth.quantize(16), "PNG"),
    "PNG grey": encode(smooth.convert("L"), "PNG"),
    "PNG 1 bit": encode(smooth.convert("1"), "PNG"),
    "PNG opaque alpha": encode(smooth.convert("RGBA"), "PNG"),
    "PNG transparent": encode(clear, "PNG"),
    "WebP lossless": encode(smooth, "WEBP", lossless=True),
    "WebP lossy": encode(smooth, "WEBP", quality=80),
    "GIF": encode(smooth.quantize(16), "GIF"),
    "BMP 24 bit": encode(smooth, "BMP"),
    "BMP 8 bit grey": encode(smooth.convert("L"), "BMP"),
    "BMP 8 bit palette": encode(smooth.quantize(16), "BMP"),
    "BMP 1 bit": encode(smooth.convert("1"), "BMP"),
    "BMP 32 bit": encode(smooth.convert("RGBA"), "BMP"),
}


def describe(name, data):
    pixels = Image.open(io.BytesIO(data)).convert("RGB")
    sha256 = hashlib.sha256(pixels.tobytes()).hexdigest()
    return {"name": name, "base64": base64.b64encode(data).decode(), "size": pixels.size, "sha256": sha256}


golden = {"pillow": PIL.__version__, "files": [describe(name, data) for name, data in FILES.items()]}
with open("decode.golden.json", "w", encoding="utf-8") as file:
    json.dump(golden, file, indent=1)
    file.write("\n")
