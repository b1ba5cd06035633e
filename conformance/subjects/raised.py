"""What outside code raised while it was loaded or looked at, in words."""

from __future__ import annotations

import os

_OURS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


def shown_error(error: BaseException) -> str:
    """What was raised, and the line of outside code that raised it; none where only this program or the import did."""
    if isinstance(error, SyntaxError) and error.filename is not None and error.lineno is not None:
        return f"{type(error).__name__}: {error.msg} ({error.filename}:{error.lineno})"
    place, last = "", error.__traceback__
    while last is not None:
        path = last.tb_frame.f_code.co_filename
        if not path.startswith((_OURS, "<frozen ")):
            place = f" ({path}:{last.tb_lineno})"
        last = last.tb_next
    return f"{type(error).__name__}: {error}{place}"
