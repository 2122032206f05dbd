"""How a command ends when it does not end well. The message is one Chinese line for the person who called."""

from __future__ import annotations


class CommandError(Exception):
    """Ends the command with ``status`` and one line on standard error."""

    status = 1


class Failed(CommandError):
    """The thing asked for could not be done."""


class WrongCall(CommandError):
    """The call itself was wrong: an unknown program, an unreadable file, an impossible value."""

    status = 2
