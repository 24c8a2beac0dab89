"""Quantize the shipped model with ONNX Runtime's own tools and measure every recipe.

    python score.py               # prints the table, writes it into sample.json

Everything is read from the shipped files: the archive's JPEGs and the .onnx.
Graph optimisations are off, so each QuantizeLinear/DequantizeLinear pair is
executed as written. With them on, x86 CPUs without VNNI saturate U8S8 sums and
the score would depend on the machine.
"""
import json
import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from defects import NAMES
from generate import ARCHIVE, MEAN, PUBLIC, SCALE, STD, preprocess, read_archive
from train import MODEL

PERCENTILE = 99.99


class Pictures(CalibrationDataReader):
    def __init__(self, x):
        self.batches = iter(np.array_split(x, 4))

    def get_next(self):
        batch = next(self.batches, None)
        return None if batch is None else {"image": batch}


def session(model):
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads, options.log_severity_level = 2, 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def logits(model, x):
    run = session(model)
    return np.concatenate([run.run(["logits"], {"image": b})[0] for b in np.array_split(x, 4)])


def mse_ranges(x):
    """For every float tensor between nodes, the clip range with the least squared rounding error."""
    model = onnx.load(MODEL)
    names = [o for n in model.graph.node for o in n.output if n.op_type not in ("Constant", "Flatten")]
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(n) for n in names if n != "logits")
    run = session(model.SerializeToString())
    found = {"image": x, **dict(zip(names, run.run(names, {"image": x})))}
    overrides = {}
    for name, value in found.items():
        v = value.ravel()[:: max(1, value.size // 400_000)]
        lo, hi, best = min(value.min(), 0.0), max(value.max(), 0.0), None
        for part in np.linspace(0.1, 1.0, 46):
            scale = (hi - lo) * part / 255 or 1.0
            zero = np.clip(np.round(-lo * part / scale), 0, 255)
            error = np.square((np.clip(np.round(v / scale) + zero, 0, 255) - zero) * scale - v).mean()
            if best is None or error < best[0]:
                best = (error, lo * part, hi * part)
        overrides[name] = [{"rmin": np.float32(best[1]), "rmax": np.float32(best[2])}]
    return overrides


def quantize(x, target, per_channel, method, overrides=None):
    extra = {"CalibPercentile": PERCENTILE, "CalibTensorRangeSymmetric": False}
    if overrides:
        extra["TensorQuantOverrides"] = overrides
    quantize_static(MODEL, target, Pictures(x), quant_format=QuantFormat.QDQ, per_channel=per_channel,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                    calibrate_method=method, extra_options=extra)
    return str(target)


def measure(out, ref, labels, segments):
    good = out.argmax(1) == labels
    row = {"overall": good.mean(), **{s: good[segments == s].mean() for s in dict.fromkeys(segments)}}
    row["agreement"] = (out.argmax(1) == ref.argmax(1)).mean()
    return {k: round(float(v), 4) for k, v in row.items()}


def main():
    logging.disable(logging.WARNING)
    x, labels, segments = read_archive("validation")
    x = preprocess(x)
    calibration = preprocess(read_archive("calibration")[0])
    ref = logits(str(MODEL), x)
    scores = {"fp32": measure(ref, ref, labels, segments)}
    minmax, percentile = CalibrationMethod.MinMax, CalibrationMethod.Percentile
    recipes = {
        "int8 per-tensor min-max": (False, minmax, None),
        "int8 per-channel min-max": (True, minmax, None),
        "int8 per-tensor percentile": (False, percentile, None),
        "int8 per-channel percentile": (True, percentile, None),
        "int8 per-tensor mse": (False, minmax, mse_ranges(calibration)),
        "int8 per-channel mse": (True, minmax, mse_ranges(calibration)),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, recipe in recipes.items():
            path = quantize(calibration, Path(folder) / "q.onnx", *recipe)
            scores[name] = measure(logits(path, x), ref, labels, segments)
    columns = list(scores["fp32"])
    print("| recipe | " + " | ".join(columns) + " |\n|---" + "|---:" * len(columns) + "|")
    for name, row in scores.items():
        print(f"| {name} | " + " | ".join(f"{100 * row[c]:.1f}" for c in columns) + " |")
    write_manifest(scores, segments)


def write_manifest(scores, segments):
    count = {s: int((segments == s).sum()) for s in dict.fromkeys(segments)}
    manifest = {
        "title": "Surface inspection",
        "description": "Small colour pictures of metal and painted parts: is the surface clean, or which defect is it? "
                       "A depthwise-separable network, with ordinary pictures and hard ones side by side.",
        "model": MODEL.name,
        "data": ARCHIVE.name,
        "classes": NAMES,
        "preprocess": {"resize": {"mode": "none"}, "channels": "RGB", "layout": "NCHW",
                       "scale": int(SCALE), "mean": [MEAN] * 3, "std": [STD] * 3},
        "segments": count,
        "scores": {"metric": "top-1", "runtime": f"onnxruntime {ort.__version__}, Q/DQ executed as written",
                   "percentile": PERCENTILE, "recipes": scores},
    }
    (PUBLIC / "sample.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
