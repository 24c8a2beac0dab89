"""Golden values for COCO's average precision, made with pycocotools. Run it in this folder: it writes
average-precision.golden.json.

Scenes are drawn by a small generator with crowds, equal scores, classes that only the model or only the labels know,
images without objects, outlines smaller than their boxes, and more than 100 detections of one class.
"""

import contextlib
import io
import json
import random

import numpy
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

rng = random.Random(20)
CLASSES = 5
IMAGES = 14


def number(x):
    return round(x, 2)


def truth_box():
    side = rng.choice([18, 30, 60, 90, 140, 220])
    width, height = side * rng.uniform(0.6, 1.6), side * rng.uniform(0.6, 1.6)
    box = [rng.uniform(0, 640 - width), rng.uniform(0, 480 - height), width, height]
    crowd = int(rng.random() < 0.12)
    return {"bbox": [number(x) for x in box], "label": rng.randrange(4), "area": number(width * height * rng.uniform(0.5, 1)), "crowd": crowd}


def near(box, spread):
    x, y, width, height = box
    shift = lambda size: rng.gauss(0, spread) * size
    return [number(v) for v in (x + shift(width), y + shift(height), width * (1 + abs(rng.gauss(0, spread))), height * (1 + abs(rng.gauss(0, spread))))]


def scene(index):
    boxes = [] if index == 5 else [truth_box() for _ in range(rng.randint(2, 9))]
    found = []
    for box in boxes:
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            label = box["label"] if rng.random() < 0.9 else rng.randrange(CLASSES)
            found.append({"bbox": near(box["bbox"], rng.choice([0.02, 0.06, 0.15])), "label": label, "score": round(rng.uniform(0.2, 1), 1)})
    for _ in range(rng.randint(0, 5)):
        found.append({"bbox": truth_box()["bbox"], "label": rng.randrange(CLASSES), "score": round(rng.uniform(0, 0.7), 2)})
    if index == 3:
        found += [{"bbox": near(boxes[0]["bbox"], 0.4), "label": boxes[0]["label"], "score": 0.15} for _ in range(104)]
    return {"truth": boxes, "found": found}


def evaluate(scenes):
    images = [{"id": i + 1, "width": 640, "height": 480, "file_name": f"{i}.jpg"} for i in range(len(scenes))]
    annotations, detections = [], []
    for i, scene in enumerate(scenes):
        for box in scene["truth"]:
            annotations.append({"id": len(annotations) + 1, "image_id": i + 1, "category_id": box["label"], "bbox": box["bbox"], "area": box["area"], "iscrowd": box["crowd"]})
        for box in scene["found"]:
            detections.append({"image_id": i + 1, "category_id": box["label"], "bbox": box["bbox"], "score": box["score"]})
    truth = COCO()
    truth.dataset = {"images": images, "annotations": annotations, "categories": [{"id": c, "name": str(c)} for c in range(CLASSES)]}
    truth.createIndex()
    run = COCOeval(truth, truth.loadRes(detections), "bbox")
    run.evaluate()
    run.accumulate()
    run.summarize()
    return run


def per_class(run):
    # [thresholds, recalls, classes, areas, detections]
    precision = run.eval["precision"][:, :, :, 0, -1]
    out = []
    for label in range(CLASSES):
        values = precision[:, :, label]
        if values.max() > -1:
            out.append({"label": label, "ap50": float(values[0].mean() * 100), "ap50to95": float(values.mean() * 100)})
    return out


with contextlib.redirect_stdout(io.StringIO()):
    scenes = [scene(i) for i in range(IMAGES)]
    run = evaluate(scenes)
names = ["map50to95", "map50", "map75", "small", "medium", "large"]
want = {name: float(value * 100) for name, value in zip(names, run.stats[:6])}
golden = {"made with": f"pycocotools 2.0.11, numpy {numpy.__version__}", "scenes": scenes, "want": want, "classes": per_class(run)}
with open("average-precision.golden.json", "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
print(want, golden["classes"])
