"""Threads of a C library that call into Python again and again."""

from __future__ import annotations

import ctypes
import threading


class ForeignThreads:
    """Keeps Python's state of such threads between their calls.

    Without it Python makes a state for each call and takes it down again, with memory from the kernel each time: at 25
    pictures a second that was a fifteenth of all that a picture costs.
    """

    def __init__(self) -> None:
        self._python = ctypes.PyDLL(None)  # with the interpreter's lock held, unlike CDLL
        self._python.PyThreadState_Get.restype = ctypes.c_void_p
        for end in (self._python.PyThreadState_Clear, self._python.PyThreadState_Delete):
            end.argtypes, end.restype = (ctypes.c_void_p,), None
        self._here = threading.local()
        self._states: list[int] = []

    def __len__(self) -> int:
        return len(self._states)

    def keep(self) -> None:
        """Call it on the foreign thread, in each call: it does something in the first one only."""
        if not hasattr(self._here, "kept"):
            self._here.kept = True
            self._states.append(self._python.PyThreadState_Get())
            self._python.PyGILState_Ensure()  # never released there: that is what keeps it

    def forget(self) -> None:
        """Call it when all these threads have ended, which is not checked: one that still called would crash."""
        states, self._states = self._states, []
        if states:
            # On a thread of its own: from 3.12 on the deletion takes the calling thread's mark with it.
            ending = threading.Thread(target=self._delete, args=(states,))
            ending.start()
            ending.join()

    def _delete(self, states: list[int]) -> None:
        for state in states:
            self._python.PyThreadState_Clear(state)
            self._python.PyThreadState_Delete(state)
