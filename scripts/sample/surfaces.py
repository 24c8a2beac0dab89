"""Bare factory surfaces, drawn from noise: no photograph is involved anywhere.

A surface is a small material description (height map, colour map, gloss) on a
square grid twice as large as the final picture. Defects edit that description
before it is lit, so a dent or a blister gets its shading from the same light
as the surface around it instead of being pasted on top.
"""
from dataclasses import dataclass

import numpy as np

S = 128  # working grid; pictures are box-filtered down to 64 x 64
YY, XX = np.mgrid[0:S, 0:S].astype(np.float32)
_FY, _FX = np.meshgrid(np.fft.fftfreq(S), np.fft.rfftfreq(S), indexing="ij")


@dataclass
class Material:
    """What the renderer needs to know about a patch of surface."""

    height: np.ndarray  # in working pixels, positive towards the camera
    albedo: np.ndarray  # linear RGB, S x S x 3
    gloss: np.ndarray  # specular strength, S x S
    shininess: float  # Blinn-Phong exponent: large means a tight highlight
    primer: np.ndarray  # colour that shows when the top layer is scratched away


def noise(rng, fine, coarse, slope=1.0, stretch=1.0, angle=0.0):
    """Band-limited noise with unit deviation; `stretch` > 1 draws streaks along `angle`.

    `fine` and `coarse` are feature sizes in working pixels.
    """
    c, s = np.cos(angle), np.sin(angle)
    along, across = (_FX * c + _FY * s) * stretch, -_FX * s + _FY * c
    f = np.hypot(along, across) + 1e-6
    gain = f**-slope * np.exp(-((f * fine) ** 2)) * (1 - np.exp(-((f * coarse) ** 2)))
    field = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((S, S))) * gain, s=(S, S))
    return ((field - field.mean()) / (field.std() + 1e-9)).astype(np.float32)


def _tint(colour, shade):
    return np.asarray(colour, np.float32)[None, None, :] * shade[..., None]


def _flat(value):
    return np.full((S, S), value, np.float32)


def brushed_steel(rng):
    angle = rng.normal(0, 0.12) + (np.pi / 2 if rng.random() < 0.35 else 0)
    streak = noise(rng, 1.2, 60, 0.35, stretch=28, angle=angle)
    broad = noise(rng, 6, 90, 1.0, stretch=12, angle=angle)
    tone = rng.uniform(0.30, 0.42) * (1 + 0.11 * streak + 0.05 * broad)
    colour = rng.choice([(0.97, 0.99, 1.04), (1.05, 0.99, 0.92), (0.92, 0.98, 1.05)])
    return Material(0.10 * streak, _tint(colour, tone), _flat(0.34), 14, np.full(3, 0.62, np.float32))


PAINTS = [
    (0.03, 0.16, 0.42), (0.72, 0.42, 0.02), (0.45, 0.035, 0.03), (0.05, 0.26, 0.15),
    (0.50, 0.51, 0.50), (0.68, 0.66, 0.60), (0.03, 0.28, 0.32), (0.70, 0.20, 0.03), (0.08, 0.09, 0.11),
]


def painted(rng):
    peel = noise(rng, 3, 12, 0.6)  # the "orange peel" of sprayed paint
    broad = noise(rng, 12, 120, 1.2)
    colour = np.array(PAINTS[rng.integers(len(PAINTS))]) * rng.uniform(0.85, 1.15, 3)
    return Material(0.10 * peel, _tint(colour, 1 + 0.02 * broad), _flat(0.42), 42, np.array([0.52, 0.5, 0.47], np.float32))


def cast_iron(rng):
    lumps = noise(rng, 3, 40, 1.2)
    grain = noise(rng, 1.0, 6, 0.1)
    colour = rng.choice([(1.05, 0.98, 0.9), (0.95, 1.0, 1.06), (1.15, 0.96, 0.8)])
    tone = rng.uniform(0.14, 0.24) * (1 + 0.12 * lumps + 0.10 * grain)
    return Material(0.25 * lumps + 0.12 * grain, _tint(colour, tone), _flat(0.16), 10, np.full(3, 0.45, np.float32))


def turned(rng):
    """Faced on a lathe: concentric tool marks and the bow-tie highlight they make."""
    cx, cy = rng.uniform(-0.7, 1.7, 2) * S
    r, theta = np.hypot(XX - cx, YY - cy), np.arctan2(YY - cy, XX - cx)
    pitch = rng.uniform(5, 9)
    profile = np.interp(r, np.arange(4 * S), rng.standard_normal(4 * S)).astype(np.float32)
    ridge = np.sin(2 * np.pi * r / pitch) + 0.35 * profile
    bow = np.cos(theta - rng.uniform(0, 2 * np.pi)) ** 2
    tone = rng.uniform(0.24, 0.34) * (0.75 + 0.7 * bow) * (1 + 0.09 * ridge)
    colour = rng.choice([(1.0, 1.0, 1.02), (1.22, 1.0, 0.62), (1.16, 0.94, 0.78)])  # aluminium, brass, bronze
    return Material((0.16 * ridge).astype(np.float32), _tint(colour, tone), _flat(0.3), 20, np.full(3, 0.6, np.float32))


def galvanised(rng):
    """Zinc spangle: crystal plates with their own tone, each finely feathered."""
    n = int(rng.integers(16, 34))
    seeds = rng.uniform(-8, S + 8, (n, 2)).astype(np.float32)
    warp = 3 * noise(rng, 4, 24), 3 * noise(rng, 4, 24)
    dist = (XX[..., None] + warp[0][..., None] - seeds[:, 0]) ** 2 + (YY[..., None] + warp[1][..., None] - seeds[:, 1]) ** 2
    cell = dist.argmin(-1)
    facet = rng.normal(0, 1, n).astype(np.float32)[cell]
    lean = rng.uniform(0, np.pi, n)[cell]
    feather = np.sin((XX * np.cos(lean) + YY * np.sin(lean)) * 0.8)
    tone = rng.uniform(0.32, 0.42) * (1 + 0.12 * facet + 0.035 * feather)
    return Material((0.05 * noise(rng, 2, 20)).astype(np.float32), _tint((0.94, 1.0, 1.07), tone.astype(np.float32)),
                    _flat(0.22), 16, np.full(3, 0.55, np.float32))


DYES = [(0.03, 0.12, 0.38), (0.36, 0.03, 0.07), (0.42, 0.30, 0.17), (0.05, 0.05, 0.06), (0.16, 0.05, 0.28), (0.03, 0.24, 0.22), (0.30, 0.32, 0.34)]


def anodised(rng):
    """Bead-blasted and dyed aluminium: saturated colour under a fine sparkle."""
    grain = noise(rng, 1.1, 5, 0.0)
    broad = noise(rng, 14, 120, 1.2)
    colour = np.array(DYES[rng.integers(len(DYES))]) * rng.uniform(0.85, 1.15, 3)
    tone = 1 + 0.10 * grain + 0.05 * broad
    return Material(0.07 * grain, _tint(colour, tone), _flat(0.30), 12, np.array([0.6, 0.6, 0.62], np.float32))


SURFACES = [brushed_steel, painted, cast_iron, turned, galvanised, anodised]
