"""What documents refuse beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict, Forbidden, Invalid


class NotUploaded(Conflict):
    """The document's file has not arrived, or its upload was not confirmed."""

    code = "not_uploaded"


class UploadRefused(Forbidden):
    """The upload's capability is wrong, expired or used."""

    code = "upload_refused"


class DownloadRefused(Forbidden):
    """The link to a file is wrong or has expired; ``facts['reason']`` tells which."""

    code = "download_refused"


class AlreadyFiled(Conflict):
    """There is one of this sort already; ``facts['holder']`` is its id."""

    code = "already_filed"


class NameTaken(Conflict):
    """Another live document class has this name."""

    code = "name_taken"


class BadFile(Invalid):
    """A file that is not taken, whoever sends it: the only problem's code is ``file_empty``, ``file_program`` or
    ``file_mislabelled``, its path ``file``."""

    code = "bad_file"
