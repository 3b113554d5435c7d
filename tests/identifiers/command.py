"""Asks the command for canonical forms.

It is named by HUSHCHECK_COMMAND (default: target/debug/hushcheck).
"""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = os.environ.get("HUSHCHECK_COMMAND", str(ROOT / "target/debug/hushcheck"))


def canonical(kind, texts, country=None, reduced=False):
    """The canonical or reduced forms of texts; None for those that are refused."""
    assert not any("\n" in text or "\r" in text for text in texts)
    command = [COMMAND, "canonical", "--kind", kind]
    if country:
        command += ["--country", country]
    if reduced:
        command += ["--reduced"]
    lines = "".join(text + "\n" for text in texts).encode("utf-8")
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=False)
    answers = done.stdout.decode("utf-8").removesuffix("\n").split("\n")
    assert len(answers) == len(texts), (len(answers), len(texts))
    return [None if answer.startswith("error: ") else answer for answer in answers]
