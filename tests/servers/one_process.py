"""A server of tests that is one process, ended with the test."""

import subprocess
from types import TracebackType


class OneProcess:
    """Ends at once what it started; whoever starts it puts it into ``_process``."""

    _process: "subprocess.Popen[bytes]"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
