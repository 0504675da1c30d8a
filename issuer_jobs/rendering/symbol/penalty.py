"""How hard a masked symbol would be to read (ISO/IEC 18004, §7.8.3)."""

import numpy as np
import numpy.typing as npt

Modules = npt.NDArray[np.uint8]
_LIKE_A_FINDER = (1, 0, 1, 1, 1, 0, 1)
_LIGHT = 4  # modules beside it


def penalty(symbol: Modules) -> int:
    """The four features' points, of a symbol [width, width] in which 1 is dark."""
    lines = sum(_runs(side) + _finders(side) for side in (symbol, symbol.T))
    return lines + _squares(symbol) + _imbalance(symbol)


def _runs(symbol: Modules) -> int:
    """N1: 3 points for five modules of a colour in a row, and one for each more."""
    same = symbol[:, 1:] == symbol[:, :-1]
    fives = same[:, :-3] & same[:, 1:-2] & same[:, 2:-1] & same[:, 3:]
    begun = fives[:, 1:] & fives[:, :-1]
    return 3 * int(fives.sum()) - 2 * int(begun.sum())


def _squares(symbol: Modules) -> int:
    """N2: 3 points for each square of four modules of a colour."""
    total = symbol[1:, 1:] + symbol[1:, :-1] + symbol[:-1, 1:] + symbol[:-1, :-1]
    return 3 * int((total % 4 == 0).sum())


def _finders(symbol: Modules) -> int:
    """N3: 40 points for each 1:1:3:1:1 with four light modules before or after it; the quiet zone is light."""
    padded = np.pad(symbol.astype(bool), ((0, 0), (_LIGHT, _LIGHT)))
    places = symbol.shape[1] - len(_LIKE_A_FINDER) + 1
    found = np.ones((len(symbol), places), dtype=bool)
    for offset, is_dark in enumerate(_LIKE_A_FINDER, start=_LIGHT):
        found &= padded[:, offset : offset + places] == is_dark
    after = _LIGHT + len(_LIKE_A_FINDER)
    light = ~_any(padded[:, : places + _LIGHT - 1]) | ~_any(padded[:, after : after + places + _LIGHT - 1])
    return 40 * int((found & light).sum())


def _any(modules: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    pairs = modules[:, 1:] | modules[:, :-1]
    fours: npt.NDArray[np.bool_] = pairs[:, 2:] | pairs[:, :-2]
    return fours


def _imbalance(symbol: Modules) -> int:
    """N4: 10 points for each full 5 % by which the share of dark modules is away from one half."""
    return 10 * (abs(2 * int(symbol.sum()) - symbol.size) * 10 // symbol.size)
