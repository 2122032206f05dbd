"""The ``zjtx`` command: finds the subcommand, runs it, and turns every ending into an exit status and one line."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from bot.arguments import Parser
from bot.errors import CommandError
from bot.home import home
from bot.wording import say, section

COMMANDS = ("serve", "chat", "train", "nlu", "check", "match", "search", "facts", "ingest", "mail", "doctor")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand. Status 0: done; 1: it failed; 2: the call was wrong."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except CommandError as error:
        print(" ".join(str(error).split("\n")), file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0 if arguments[:1] in (["serve"], ["chat"]) else 1
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("ZJTX_DEBUG"):
            raise
        print(say("cli.unexpected", kind=type(error).__name__, message=" ".join(str(error).split())), file=sys.stderr)
        return 1


def _run(arguments: list[str]) -> int:
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    parser = Parser(prog="zjtx", description=say("cli.description"))
    commands = parser.add_subparsers(dest="command", metavar=say("cli.command"), title=say("cli.commands"))
    modules: dict[str, ModuleType] = {}
    for name in COMMANDS:
        command = commands.add_parser(name, help=section("commands")[name], description=section("commands")[name])
        if name == named:
            modules[name] = importlib.import_module(f"bot.commands.{name}")
            modules[name].add_arguments(command)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    if getattr(modules[options.command], "PREPARES_HOME", True):
        os.environ["ZJTX_HOME"] = str(home())
    status: int = modules[options.command].run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
