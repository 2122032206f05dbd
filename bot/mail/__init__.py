"""Messages in and out, for every channel: stored before they are confirmed, run once and in order, answered in order.

Knows neither Rasa nor a web framework. A channel hands an ``Incoming`` to ``Post.receive`` and has a ``Courier`` that
takes replies to people; or it waits for ``Post.replies`` and answers at once.
"""

from bot.mail.courier import Body, Courier, Messages, Outgoing, Refused, Retry, Unreachable
from bot.mail.database import open_database
from bot.mail.incoming import CHANNELS, Full, Incoming, Receipt, TooFast, storable
from bot.mail.limits import Limits
from bot.mail.post import Post

__all__ = [
    "CHANNELS",
    "Body",
    "Courier",
    "Full",
    "Incoming",
    "Limits",
    "Messages",
    "Outgoing",
    "Post",
    "Receipt",
    "Refused",
    "Retry",
    "TooFast",
    "Unreachable",
    "open_database",
    "storable",
]
