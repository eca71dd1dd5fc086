"""pdfium's functions without ctypes' checks of what a pointer points to.

A page is asked thousands of small things, and the checks take five times as long as an answer. What such a call takes
is a number, a handle as pypdfium2's raw functions give it, `ctypes.byref` of what is to be filled, or a `Handle`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any


class Handle(ctypes.c_void_p):
    """An address that pdfium gave. A class of its own: ctypes would make a plain one a number, and cut it to 32 bits when it is passed on."""


@cache
def quick_call(name: str, gives: Any = ctypes.c_int) -> Callable[..., Any]:
    """pdfium's function of this name; it keeps the interpreter's lock, so it is for short ones."""
    import pypdfium2.raw as raw

    return ctypes.PYFUNCTYPE(gives)(ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0)
