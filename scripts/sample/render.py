"""Light a material, photograph it, and apply a shooting condition."""
import numpy as np

from defects import CLASSES, RARE
from surfaces import S, SURFACES, XX, YY, anodised, cast_iron, galvanised, painted

COATED = [painted, anodised, galvanised, cast_iron]  # only a coating can blister
SEGMENTS = ["ordinary", "low-light", "motion-blur", "sensor-noise", "rare-class"]


def _light(rng, m):
    """Point light near the part, Lambert plus Blinn-Phong, camera straight above. Linear RGB out."""
    gy, gx = np.gradient(m.height)
    n = np.stack([-gx, -gy, np.ones_like(gx)], -1)
    n /= np.linalg.norm(n, axis=-1, keepdims=True)
    az, far, up = rng.uniform(0, 2 * np.pi), rng.uniform(0.7, 1.15), rng.uniform(0.75, 1.25)
    lx, ly = S * (0.5 + far * np.cos(az)), S * (0.5 + far * np.sin(az))
    to = np.stack([lx - XX, ly - YY, np.full_like(XX, up * S)], -1)
    dist = np.linalg.norm(to, axis=-1, keepdims=True)
    to /= dist
    half = to + np.array([0, 0, 1.0])
    half /= np.linalg.norm(half, axis=-1, keepdims=True)
    diffuse = np.clip((n * to).sum(-1), 0, None) * (1.25 * S / dist[..., 0]) ** 2
    shine = np.clip((n * half).sum(-1), 0, 1) ** m.shininess * m.gloss * (m.shininess + 8) / 24
    lamp = np.array([1.0, 0.98, 0.94]) + rng.normal(0, 0.02, 3)
    img = m.albedo * (0.2 + 1.3 * diffuse)[..., None] + 0.55 * shine[..., None] * lamp
    return img.reshape(64, 2, 64, 2, 3).mean((1, 3))  # box filter: anti-aliasing for free


def _encode(linear):
    """Shoulder for the highlights, display curve, then a little contrast and colour as cameras do."""
    linear = np.clip(linear, 0, None)
    img = (linear * (1 + linear / 8) / (1 + 0.7 * linear)) ** (1 / 2.2)
    low = np.clip(img, 0, 1)
    img = np.where(img < 1, 0.5 * img + 0.5 * low * low * (3 - 2 * low), img)
    grey = img.mean(-1, keepdims=True)
    return grey + 1.12 * (img - grey)


def _motion(img, length, angle):
    """Average of shifted copies along a line: a part moving during the exposure."""
    out, steps = np.zeros_like(img), 15
    pad = np.pad(img, ((12, 12), (12, 12), (0, 0)), mode="reflect")
    for t in np.linspace(-0.5, 0.5, steps):
        dx, dy = 12 + t * length * np.cos(angle), 12 + t * length * np.sin(angle)
        x0, y0 = int(dx), int(dy)
        fx, fy = dx - x0, dy - y0
        a = pad[y0 : y0 + 65, x0 : x0 + 65]
        a = a[:-1] * (1 - fy) + a[1:] * fy
        out += a[:, :-1] * (1 - fx) + a[:, 1:] * fx
    return out / steps


def _glare(rng, linear):
    """A tube lamp mirrored straight into the lens: a blown-out bar with hard rims, bloom and glints.

    The meter reacts to it, so the part itself comes out darker.
    """
    y, x = np.mgrid[0:64, 0:64] / 64.0
    cx, cy, a = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8), rng.uniform(0, np.pi)
    along, across = (x - cx) * np.cos(a) + (y - cy) * np.sin(a), (y - cy) * np.cos(a) - (x - cx) * np.sin(a)
    edge = np.maximum(np.abs(along) - rng.uniform(0.2, 0.7), np.abs(across) - rng.uniform(0.02, 0.07))
    light = 18 * (edge < 0) + 0.9 * np.exp(-np.clip(edge, 0, None) * 14)
    for _ in range(int(rng.integers(4, 12))):
        light += 12 * (np.hypot(x - rng.uniform(0, 1), y - rng.uniform(0, 1)) < rng.uniform(0.008, 0.028))
    return linear * rng.uniform(0.3, 0.6) + light[..., None]


def photograph(rng, label, segment):
    """One 64 x 64 x 3 uint8 picture of class `label` under the condition `segment`."""
    kinds = COATED if label == RARE else SURFACES
    m = kinds[rng.integers(len(kinds))](rng)
    m.albedo, m.gloss = m.albedo.astype(np.float32), m.gloss.copy()
    CLASSES[label](rng, m)
    linear = _light(rng, m) * rng.uniform(0.85, 1.2)
    if segment == "low-light":
        linear = linear * rng.uniform(0.035, 0.11) * (1 + rng.normal(0, 0.05, 3))
    if segment == "glare":
        linear = _glare(rng, linear)
    img = _encode(linear)
    if segment == "motion-blur":
        img = _motion(img, rng.uniform(4.0, 8.5), rng.uniform(0, np.pi))
    sigma = {"low-light": rng.uniform(0.008, 0.02), "sensor-noise": rng.uniform(0.04, 0.085)}.get(segment, 0.006)
    grey, chroma = rng.standard_normal((64, 64, 1)), rng.standard_normal((64, 64, 3))
    img = img + sigma * (0.75 * grey + 0.55 * chroma)
    return (np.clip(img, 0, 1) * 255 + 0.5).astype(np.uint8)
