from polyclinic.adapters.db.migrations import scripts
from polyclinic.cli.main import app
from tests.support.next_version import FOLDER, HEAD

scripts.HEAD = HEAD
scripts.FOLDERS.append(FOLDER)
app()
