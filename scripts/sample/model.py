"""The network: a small MobileNet-style classifier for 64 x 64 pictures."""
import torch
from torch import nn


class Separable(nn.Module):
    """depthwise 3x3 + BN + ReLU, pointwise 1x1 + BN + ReLU; adds its input where shapes allow.

    Plain ReLU, not ReLU6: nothing caps a range, so calibration has to choose one.
    """

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.depthwise = nn.Conv2d(cin, cin, 3, stride, 1, groups=cin, bias=False)
        self.bn1 = nn.BatchNorm2d(cin)
        self.pointwise = nn.Conv2d(cin, cout, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.add = stride == 1 and cin == cout

    def forward(self, x):
        y = torch.relu(self.bn1(self.depthwise(x)))
        y = self.bn2(self.pointwise(y))
        return torch.relu(y + x if self.add else y)


class SurfaceNet(nn.Module):
    PLAN = [(16, 32, 1), (32, 48, 2), (48, 48, 1), (48, 96, 2), (96, 96, 1), (96, 96, 1), (96, 160, 2), (160, 160, 1)]

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.blocks = nn.Sequential(*[Separable(*p) for p in self.PLAN])
        self.head = nn.Linear(self.PLAN[-1][1], classes)

    def forward(self, image):
        x = self.blocks(self.stem(image))
        return self.head(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))
