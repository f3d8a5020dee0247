"""The log's form: one event, one line, so that no input can forge a second event."""

import logging
import re

BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Writes line breaks and control characters as escapes, in messages and in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return BREAKS.sub(_escape, super().format(record))


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
