"""What must be settled before Rasa and TensorFlow are imported: log level, warnings, telemetry, needless imports."""

from __future__ import annotations

import logging
import os
import sys

ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    # Rasa's training cache does not see a change in a module that a component imports; our own digest does.
    "RASA_MAX_CACHE_SIZE": "0",
    "LOG_LEVEL": "WARNING",
}
# Loggers that tell at WARNING what nobody can act on, or that print what a person said.
HUSHED = ("tensorflow", "absl", "matplotlib", "asyncio", "rasa.shared.utils.io", "rasa.core.policies", "httpx")


def prepare_logging() -> None:
    """Sets the level before Rasa configures structlog: debug logging alone costs milliseconds a turn."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # TensorFlow tries to import JAX for converters that nothing here uses: two seconds of every start.
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type]
    level = os.environ["LOG_LEVEL"].upper()
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in HUSHED:
        logging.getLogger(name).setLevel(logging.ERROR)
    # Libraries switch warnings on again as they are imported, so a filter does not last; a quiet logger does.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)

    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.getLevelName(level))
