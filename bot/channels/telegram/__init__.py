"""Telegram: private chats with one bot, by webhook or by polling, in the server's own event loop."""
