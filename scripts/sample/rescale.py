"""Give the trained network the uneven channel gains of a MobileNet found in the wild.

Multiplying a channel by s where it is produced and dividing by s where it is
consumed changes nothing in FP32: convolution, addition and ReLU all pass
positive factors through, and with s a power of two not even rounding differs.
Long training with weight decay leaves such gains behind by itself (channels
whose variance has almost vanished get huge folded BatchNorm gains); a few
minutes on synthetic data do not. So they are put in here, openly:

  fade_channels     makes the channels the network would miss least small, and
                    their depthwise filters large. One large filter sets the
                    step of all filters that share its scale; per-channel
                    weight scales cure it.
  stretch_channels  makes rarely active channels large. Their few extreme values
                    widen a min-max activation range that all other channels
                    share; clipping the range cures it.
"""
import torch


def shared_channels(net):
    """Tensors tied together by residual adds: (modules that produce them, BNs, blocks that read them)."""
    made, norms, readers = [net.stem], [net.stem[1]], []
    for block in net.blocks:
        readers.append(block)
        if not block.add:
            yield made, norms, readers
            made, norms, readers = [], [], []
        made, norms = made + [block], norms + [block.bn2]
    # The last group feeds the classifier, whose columns no per-channel scale can separate: left alone.


@torch.no_grad()
def influence(net, x, modules, channel):
    """How far the logits move when a channel is replaced by its mean."""
    def flatten(_, __, out):
        out = out.clone()
        out[:, channel] = out[:, channel].mean()
        return out
    handles = [m.register_forward_hook(flatten) for m in modules]
    moved = net(x)
    for h in handles:
        h.remove()
    return (moved - net(x)).square().mean().item()


def folded_peak(block):
    """Largest absolute depthwise weight of each channel once BatchNorm is folded in."""
    gain = block.bn1.weight / (block.bn1.running_var + block.bn1.eps).sqrt()
    return block.depthwise.weight.flatten(1).abs().amax(1) * gain.abs()


@torch.no_grad()
def fade_channels(net, x, per_group, spread):
    """Folded filters of `per_group` channels become about `spread` times the largest other one."""
    net.eval()
    for number, (made, norms, readers) in enumerate(shared_channels(net)):
        cost = torch.tensor([influence(net, x, made, c) for c in range(len(norms[0].weight))])
        for c in cost.argsort()[:per_group].tolist():
            peaks = [folded_peak(b) for b in readers]
            need = max((spread * p.quantile(0.95) / p[c]).item() for p in peaks)
            s = 2.0 ** max(0, min(9, round(torch.tensor(need).log2().item())))
            for bn in norms:
                bn.weight[c] /= s
                bn.bias[c] /= s
            for b in readers:
                b.depthwise.weight[c] *= s
            yield f"group {number}: channel {c} faded by {s:.0f} (influence {cost[c]:.1e}, median {cost.median():.1e})"


@torch.no_grad()
def stretch_channels(net, x, per_block, limit, budget, overshoot):
    """Scale the rarely active depthwise outputs with the longest tails up by powers of two.

    All but a share `budget` of the tensor's values stay within `overshoot` times
    its former 99.99th percentile: large enough to stretch a min-max range by an
    order of magnitude, rare enough that a 99.99th percentile looks past it.
    """
    found = []
    handles = [b.pointwise.register_forward_pre_hook(lambda _, args: found.append(args[0].transpose(0, 1).flatten(1).clone()))
               for b in net.blocks]
    net.eval()(x)
    for h in handles:
        h.remove()
    for number, (block, act) in enumerate(zip(net.blocks, found)):
        usual = overshoot * act.flatten().kthvalue(int(0.9999 * act.numel())).values
        keep = 1 - budget * len(act)
        own = act.kthvalue(int(keep * act.shape[1]), dim=1).values
        room = (usual / own.clamp_min(1e-3)).log2().floor().exp2().clamp(1, limit)
        reach = act.amax(1) * room
        for c in reach.topk(per_block).indices.tolist():
            s = room[c].item()
            block.bn1.weight[c] *= s
            block.bn1.bias[c] *= s
            block.pointwise.weight[:, c] /= s
            yield f"block {number}: channel {c} stretched by {s:.0f}, reaches {reach[c] / act.max():.1f} x the former maximum"
