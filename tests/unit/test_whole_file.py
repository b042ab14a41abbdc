import os
import threading
from pathlib import Path

import pytest

from consumer.whole_file import require_writable, write_whole
from schemas.trouble import Trouble


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)

    write_whole(["new\n"], link)

    assert link.is_symlink()
    assert target.read_text() == "new\n"


def test_a_pipe_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()

    write_whole(["one\n", "two\n"], pipe)

    reader.join(timeout=10)
    assert read == ["one\ntwo\n"]
    assert pipe.is_fifo()


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    messages, link = tmp_path / "messages", tmp_path / "link"
    messages.write_text("{}")
    link.symlink_to(messages)

    for path in (messages, link):
        with pytest.raises(Trouble, match="is in use itself; write to another file"):
            require_writable(path, "--alerts", kept=[messages])

    require_writable(tmp_path / "other", "--alerts", kept=[messages, tmp_path / "not there"])
