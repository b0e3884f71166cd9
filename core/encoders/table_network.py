"""The feature tokenizer; imported from functions only, so that listing parts does not load torch."""

import math

import torch  # noqa: TID253
from torch import Tensor, nn  # noqa: TID253


class FeatureTokenizer(nn.Module):
    """A row of a table to one token for each column that is recorded, and their mean.

    A number is a multiple of its column's vector plus the column's bias; a category is its level's vector plus the
    column's bias (Y. Gorishniy et al., "Revisiting Deep Learning Models for Tabular Data", NeurIPS 2021, section 3.3).

    Args:
        numbers: How many columns hold numbers.
        levels: Number of levels of each column that holds categories.
        width: Length of a token.
    """

    def __init__(self, numbers: int, levels: list[int], width: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(width)
        self.scale = nn.Parameter(torch.empty(numbers, width).uniform_(-bound, bound))
        self.level = nn.Parameter(torch.empty(sum(levels), width).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(numbers + len(levels), width).uniform_(-bound, bound))
        starts = torch.tensor([sum(levels[:at]) for at in range(len(levels))], dtype=torch.long)
        self.register_buffer("starts", starts, persistent=False)
        self.starts: Tensor

    def forward(self, numbers: Tensor, categories: Tensor) -> Tensor:
        """Tokens ``(b, columns, width)``.

        Args:
            numbers: ``(b, numbers)``, standardised; anything where a column is not recorded.
            categories: ``(b, categories)``: index of the level; anything valid where it is not recorded.
        """
        levels = self.level[categories + self.starts]
        return torch.cat([numbers[..., None] * self.scale, levels], dim=1) + self.bias
