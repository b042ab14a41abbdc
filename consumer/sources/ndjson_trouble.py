"""Why a file of messages cannot be read."""


class FileUnreadable(Exception):
    """A file of messages cannot be read, or not to its end."""


class NoSuchFile(FileUnreadable):
    """There is no file of this name."""


class FileDamaged(FileUnreadable):
    """The file ends or breaks in the middle; the lines before the damage were handed over."""
