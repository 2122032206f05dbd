"""A delivery on its way into the inbox."""

from __future__ import annotations

from bot.channels.wechat.choices import LastChoices
from bot.channels.wechat.meaning import Contact, Delivery
from bot.mail import Incoming, Post, Receipt
from bot.wording import say


def incoming_of(channel: str, delivery: Delivery, choices: LastChoices) -> Incoming:
    """The delivery for the inbox: a number from the last list becomes what it stands for, and what is no text is answered
    without a turn.
    """
    text = delivery.text or ""
    picked = choices.picked(delivery.person, text) if delivery.contact is Contact.MESSAGE else None
    return Incoming(
        channel=channel,
        key=delivery.key,
        sender=f"{channel}:{delivery.person}",
        text=picked or text,
        address={"person": delivery.person},
        trusted=picked is not None or delivery.contact is Contact.EVENT,
        answer=[{"text": say(delivery.sentence)}] if delivery.sentence else None,
    )


def take_in(post: Post, incoming: Incoming, choices: LastChoices) -> Receipt:
    """Stores the message; a free text ends the last list. Raises ``TooFast`` and ``Full``."""
    receipt = post.receive(incoming)
    # A repeat comes when the answer, with a list of its own, may have been shown already.
    if not (receipt.repeated or incoming.trusted or incoming.answer):
        choices.expire(incoming.address["person"])
    return receipt
