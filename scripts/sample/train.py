"""Train on the generated pictures and export public/sample/surface-inspection.onnx.

    python train.py                 # some minutes on two CPU cores
    python train.py --export-only   # only the last step, from cache/surface-inspection.pt
"""
import argparse
import time

import numpy as np
import onnx
import torch
from torch.nn import functional as F

from defects import NAMES
from generate import CACHE, PUBLIC, preprocess, read_archive
from model import SurfaceNet
from rescale import fade_channels, stretch_channels

MODEL = PUBLIC / "surface-inspection.onnx"
CHECKPOINT = CACHE / "surface-inspection.pt"
FADE = dict(per_group=1, spread=14.0)  # both explained in rescale.py
STRETCH = dict(per_block=1, limit=64.0, budget=9e-5, overshoot=6.0)


def augment(x, gen):
    """Turning and mirroring a part changes nothing about its class; one draw per batch is enough."""
    k, flip = torch.randint(4, (1,), generator=gen).item(), torch.rand(1, generator=gen).item() < 0.5
    x = torch.rot90(x, k, (2, 3))
    return (x.flip(3) if flip else x).contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def predict(net, x):
    net.eval()
    return torch.cat([net(b) for b in x.split(256)])


def fit(net, x, y, epochs, batch, gen):
    steps = epochs * (len(x) // batch)
    # No weight decay on BN gains and depthwise filters: decay would pull the channel gains together.
    small = [p for n, p in net.named_parameters() if p.ndim == 1 or "depthwise" in n]
    large = [p for n, p in net.named_parameters() if not (p.ndim == 1 or "depthwise" in n)]
    opt = torch.optim.AdamW([{"params": small, "weight_decay": 0.0}, {"params": large, "weight_decay": 0.02}], lr=4e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, 4e-3, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        net.train()
        order, total, start = torch.randperm(len(x), generator=gen), 0.0, time.time()
        for i in order[: len(x) // batch * batch].split(batch):
            loss = F.cross_entropy(net(augment(x[i], gen)), y[i], label_smoothing=0.02)
            opt.zero_grad()
            loss.backward()
            opt.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1:2d}  loss {total / (len(x) // batch):.3f}  {time.time() - start:.1f} s", flush=True)


def export(net, path):
    """One file, weights inside, any batch size. The exporter folds BatchNorm into the convolutions."""
    net.eval()
    torch.onnx.export(net, (torch.zeros(1, 3, 64, 64),), path, dynamo=False, opset_version=13,
                      input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}})
    model = onnx.load(path)
    model.graph.name, model.doc_string = "surface_inspection", "Sample model: surface defects, 64 x 64 RGB"
    for node in model.graph.node:  # exporter notes carry source paths of the machine that exported
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def finish(net):
    """Spread the gains, check that FP32 did not move, report accuracy, export."""
    images, labels, segments = read_archive("validation")
    x, y = torch.from_numpy(preprocess(images)), torch.from_numpy(labels)
    before = predict(net, x)
    pictures = torch.from_numpy(preprocess(read_archive("calibration")[0]))
    for line in (*fade_channels(net, pictures, **FADE), *stretch_channels(net, pictures, **STRETCH)):
        print(line)
    after = predict(net, x)
    print(f"largest change of a logit: {(after - before).abs().max():.1e}")
    good = after.argmax(1).eq(y).numpy()
    for s in dict.fromkeys(segments):
        print(f"{s:14s} {good[segments == s].mean():.4f}")
    export(net, MODEL)
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--epochs", type=int, default=20)
    args.add_argument("--batch", type=int, default=64)
    args.add_argument("--seed", type=int, default=7)
    args.add_argument("--export-only", action="store_true")
    args = args.parse_args()
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(args.seed)
    gen = torch.Generator().manual_seed(args.seed)
    net = SurfaceNet(len(NAMES)).to(memory_format=torch.channels_last)
    if not args.export_only:
        data = np.load(CACHE / "train.npz")
        print(f"{sum(p.numel() for p in net.parameters())} parameters, {len(data['labels'])} pictures")
        fit(net, torch.from_numpy(preprocess(data["images"])), torch.from_numpy(data["labels"]), args.epochs, args.batch, gen)
        torch.save(net.state_dict(), CHECKPOINT)
    net.load_state_dict(torch.load(CHECKPOINT))
    finish(net)


if __name__ == "__main__":
    main()
