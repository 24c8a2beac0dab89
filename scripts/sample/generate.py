"""Draw every picture of the sample and write the data archive.

    python generate.py            # public/sample/surface-inspection.zip and cache/train.npz

Each picture is drawn from its own seed (split, number), so adding pictures to
one split never changes another, and two runs write the same bytes.
"""
import argparse
import io
import zipfile
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from defects import NAMES, RARE
from render import photograph

HERE = Path(__file__).resolve().parent
CACHE = HERE / "cache"  # training pictures and measured scores in progress; not part of the product
PUBLIC = HERE.parents[1] / "public" / "sample"
ARCHIVE = PUBLIC / "surface-inspection.zip"
SEED = 20240607
SPLITS = {"train": 1, "calibration": 2, "validation": 3}
MEAN, STD, SCALE = 0.5, 0.25, 255.0  # value = (u8 / SCALE - MEAN) / STD, the same for R, G and B
TRAIN_COUNT = 10000


def plan(split):
    """The (label, segment) of every picture of a split, in file order."""
    common = [c for c in range(len(NAMES)) if c != RARE]
    each = lambda segment, n: [(c, segment) for c in common for _ in range(n)]
    if split == "validation":  # 540: every condition counts, the rare class has its own segment
        return (each("ordinary", 40) + each("low-light", 14) + each("motion-blur", 14)
                + each("sensor-noise", 14) + [(RARE, "rare-class")] * 48)
    if split == "calibration":  # 120: what a line engineer collects in a shift, glare included
        glare = [(c, "glare") for c in common[:4]]
        return (each("ordinary", 13) + each("low-light", 2) + each("motion-blur", 2)
                + each("sensor-noise", 1) + [(RARE, "rare-class")] * 8 + glare)
    rng = np.random.default_rng([SEED, 99])
    labels = rng.choice(len(NAMES), TRAIN_COUNT, p=[0.04 if c == RARE else 0.96 / len(common) for c in range(len(NAMES))])
    # The training set has no glare: that is why glare reaches ranges nothing else does.
    segments = rng.choice(["ordinary", "low-light", "motion-blur", "sensor-noise"], TRAIN_COUNT, p=[0.46, 0.18, 0.18, 0.18])
    return [(int(c), str(s)) for c, s in zip(labels, segments)]


def encode(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=92, subsampling=0, optimize=True)
    return out.getvalue()


def decode(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def draw(job):
    split, number, label, segment = job
    return encode(photograph(np.random.default_rng([SEED, SPLITS[split], number]), label, segment))


def jobs(split):
    return [(split, i, c, s) for i, (c, s) in enumerate(plan(split))]


def write_archive(pool):
    """Stored, not deflated, with a fixed date: JPEG does not shrink further and zlib versions differ."""
    PUBLIC.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_STORED) as z:
        put = lambda name, data: z.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
        for split in ("calibration", "validation"):
            todo, rows, files, seen = jobs(split), ["file,class_index,name,segment"], [], {}
            for (_, _, label, segment), data in zip(todo, pool.map(draw, todo, chunksize=16)):
                name = NAMES[label]
                seen[name] = seen.get(name, 0) + 1
                file = f"{name}/{name}-{seen[name]:03d}.jpg"
                rows.append(f"{file},{label},{name},{segment}")
                files.append((f"{split}/{file}", data))
            put(f"{split}/labels.csv", "\n".join(rows) + "\n")
            for name, data in files:
                put(name, data)


def read_archive(split):
    """Pictures, labels and segments of one split, decoded from the archive the product ships."""
    with zipfile.ZipFile(ARCHIVE) as z:
        rows = [r.split(",") for r in z.read(f"{split}/labels.csv").decode().split("\n")[1:] if r]
        images = np.stack([decode(z.read(f"{split}/{r[0]}")) for r in rows])
    return images, np.array([int(r[1]) for r in rows]), np.array([r[3] for r in rows])


def preprocess(images):
    x = (images.astype(np.float32) / np.float32(SCALE) - np.float32(MEAN)) / np.float32(STD)
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2))


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--processes", type=int, default=2)
    args.add_argument("--skip-train", action="store_true", help="only the archive")
    args = args.parse_args()
    with Pool(args.processes) as pool:
        write_archive(pool)
        print(f"{ARCHIVE.name}: {ARCHIVE.stat().st_size} bytes")
        if not args.skip_train:
            CACHE.mkdir(exist_ok=True)
            todo = jobs("train")
            images = np.stack([decode(d) for d in pool.map(draw, todo, chunksize=64)])  # JPEG artefacts included
            np.savez(CACHE / "train.npz", images=images, labels=np.array([j[2] for j in todo]))
            print(f"train: {len(images)} pictures")


if __name__ == "__main__":
    main()
