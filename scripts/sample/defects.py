"""The seven classes: what each defect does to the material before it is lit.

Sizes and strengths are drawn from wide ranges on purpose. The faint end is what
makes the task sensitive to rounding: a shallow dent is a few grey levels, and a
coarse quantization step removes exactly those.
"""
import numpy as np

from surfaces import S, XX, YY, noise


def _step(x, lo, hi):
    t = np.clip((x - lo) / (hi - lo), 0, 1)
    return t * t * (3 - 2 * t)


def _spot(rng, margin=0.26):
    return rng.uniform(margin * S, (1 - margin) * S, 2)


def _along(points):
    """Distance from every pixel to a polyline, and the position (0..1) of the nearest point."""
    a, d = points[:-1], np.diff(points, axis=0)
    px, py = XX[..., None] - a[:, 0], YY[..., None] - a[:, 1]
    t = np.clip((px * d[:, 0] + py * d[:, 1]) / ((d**2).sum(1) + 1e-6), 0, 1)
    dist = (px - t * d[:, 0]) ** 2 + (py - t * d[:, 1]) ** 2
    near = dist.argmin(-1)
    pick = lambda v: np.take_along_axis(v, near[..., None], -1)[..., 0]
    return np.sqrt(pick(dist)), (near + pick(t)) / len(a)


def _blend(m, mask, colour):
    m.albedo += mask[..., None] * (np.asarray(colour, np.float32) - m.albedo)


def clean(rng, m):
    """Nothing, or a trace of dust: an inspector must not reject that."""
    if rng.random() < 0.4:
        for _ in range(int(rng.integers(1, 5))):
            x, y = rng.uniform(0, S, 2)
            _blend(m, 0.35 * np.exp(-((XX - x) ** 2 + (YY - y) ** 2) / 1.6), (0.4, 0.4, 0.4))


def scratch(rng, m):
    for i in range(int(rng.choice([1, 1, 1, 2, 3]))):
        x, y = _spot(rng)
        a, half = rng.uniform(0, np.pi), rng.uniform(24, 56)
        bow = rng.normal(0, 0.16) * half
        t = np.linspace(-1, 1, 14)
        off = bow * (1 - t**2)
        pts = np.stack([x + t * half * np.cos(a) - off * np.sin(a), y + t * half * np.sin(a) + off * np.cos(a)], 1)
        d, u = _along(pts)
        w = rng.uniform(1.15, 2.1) * np.sqrt(np.clip(4 * u * (1 - u), 0.02, 1))  # tapers at both ends
        core = np.exp(-((d / w) ** 2))
        m.height += -1.5 * core + 0.7 * np.exp(-(((d - 2.2 * w) / w) ** 2))
        _blend(m, core * rng.uniform(0.55, 0.95), m.primer)
        m.gloss += 0.35 * core


def dent(rng, m):
    x, y = _spot(rng)
    a, r = rng.uniform(0, np.pi), rng.uniform(13, 27)
    e = rng.uniform(1.0, 1.45)
    dx, dy = XX - x, YY - y
    q = np.hypot((dx * np.cos(a) + dy * np.sin(a)) * e, (dy * np.cos(a) - dx * np.sin(a)) / e) / r
    q = q + 0.04 * noise(rng, 10, 60)
    depth = rng.uniform(0.25, 0.45) + 0.25 * min(m.height.std(), 0.5)  # rough castings hide shallow ones
    m.height -= r * depth * (1 - _step(q, 0.05, 1.05))
    m.height += r * 0.02 * np.exp(-(((q - 1.1) / 0.16) ** 2))


STAINS = [(0.30, 0.11, 0.03), (0.05, 0.04, 0.03), (0.20, 0.13, 0.04), (0.06, 0.11, 0.05), (0.10, 0.05, 0.06)]


def stain(rng, m):
    x, y = _spot(rng)
    r, drip = rng.uniform(17, 34), rng.uniform(0.8, 1.6)
    q = np.hypot(XX - x, (YY - y) / drip) / r + 0.13 * noise(rng, 9, 60, 1.6)
    body = 1 - _step(q, 0.62, 1.0)
    edge = np.exp(-(((q - 0.84) / 0.09) ** 2))  # a drying liquid leaves its solids at the rim
    mask = np.clip(body * rng.uniform(0.5, 0.85) * (1 + 0.18 * noise(rng, 3, 30)) + rng.uniform(0.1, 0.45) * edge, 0, 0.92)
    _blend(m, mask, np.array(STAINS[rng.integers(len(STAINS))]) * rng.uniform(0.8, 1.2))
    m.gloss *= 1 - 0.6 * mask


def _walk(rng, x, y, a, n, step):
    pts = [(x, y)]
    for _ in range(n):
        a += rng.normal(0, 0.45)
        a_now = a + rng.normal(0, 0.55)
        pts.append((pts[-1][0] + step * np.cos(a_now), pts[-1][1] + step * np.sin(a_now)))
    return np.array(pts, np.float32), a


def crack(rng, m):
    x, y = _spot(rng, 0.3)
    a = rng.uniform(0, 2 * np.pi)
    arms = [(a, rng.integers(5, 10)), (a + np.pi + rng.normal(0, 0.3), rng.integers(5, 10))]
    if rng.random() < 0.75:
        arms.append((a + rng.choice([-1, 1]) * rng.uniform(0.7, 1.5), rng.integers(4, 8)))
    width, dark = rng.uniform(0.9, 1.7), rng.uniform(0.7, 0.97)
    for angle, n in arms:
        d, u = _along(_walk(rng, x, y, angle, int(n), rng.uniform(4.5, 7.5))[0])
        w = width * (1.1 - 0.8 * u)
        core = np.exp(-((d / w) ** 2))
        _blend(m, core * dark, (0.006, 0.005, 0.004))
        m.gloss *= 1 - 0.9 * core
        m.height -= 0.8 * np.exp(-((d / (w + 0.9)) ** 2))


def hole(rng, m):
    x, y = _spot(rng)
    r = rng.uniform(5, 15)
    q = np.hypot(XX - x, (YY - y) * rng.uniform(0.92, 1.08)) / r
    inside = 1 - _step(q, 0.88, 1.04)
    _blend(m, inside * 0.97, np.array([0.012, 0.011, 0.012]))
    m.gloss *= 1 - 0.97 * inside
    bevel = rng.uniform(1.16, 1.5)
    m.height -= r * 0.30 * (1 - _step(q, 0.9, bevel))  # a lit crescent on the chamfer


def blister(rng, m):
    """Trapped moisture lifts the coating in a cluster of domes. Rare in production, rare in training."""
    x, y = _spot(rng, 0.32)
    for _ in range(int(rng.integers(4, 11))):
        bx, by = x + rng.normal(0, 15), y + rng.normal(0, 15)
        r = rng.uniform(3.2, 8.5)
        q = np.hypot(XX - bx, YY - by) / r
        dome = np.sqrt(np.clip(1 - q**2, 0, 1))
        m.height = np.maximum(m.height, m.height + r * rng.uniform(0.30, 0.55) * dome)
        m.gloss += 0.25 * (q < 1)


CLASSES = [clean, scratch, dent, stain, crack, hole, blister]
NAMES = [c.__name__ for c in CLASSES]
RARE = NAMES.index("blister")
