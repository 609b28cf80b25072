"""One training step of LeNet (forward, backward, Adam) on a batch of 64 in single precision with PyTorch: milliseconds."""
import time
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(1)
net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                    nn.Flatten(), nn.Linear(256, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
optimiser = torch.optim.Adam(net.parameters(), lr=0.001)
images, labels = torch.rand(64, 1, 28, 28), torch.arange(64) % 10
loss = nn.CrossEntropyLoss()


def run(n):
    start = time.perf_counter()
    for _ in range(n):
        optimiser.zero_grad()
        loss(net(images), labels).backward()
        optimiser.step()
    return (time.perf_counter() - start) / n


run(10)
print("%.3f" % (1000 * run(100)))
