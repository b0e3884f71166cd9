"""The networks themselves, in plain torch.

These files import torch at their top, since a class of layers cannot be written otherwise; they are imported from
functions only, so that listing the architectures costs nothing.
"""
