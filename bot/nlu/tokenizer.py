"""jieba with the domain dictionary, on one spelling: full-width and traditional characters cut like the usual ones."""

from __future__ import annotations

import logging

import jieba
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.jieba_tokenizer import JiebaTokenizer
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.training_data.message import Message

from policy_db.programs.fold import fold

jieba.setLogLevel(logging.WARNING)


def words(text: str) -> list[str]:
    """The words of a folded text, without white space."""
    return [word for word in jieba.cut(text) if not word.isspace()]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class FoldingJiebaTokenizer(JiebaTokenizer):
    """Cuts the folded text; tokens keep the characters and offsets of the original."""

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute of a message."""
        text: str = message.get(attribute)
        tokens = [
            Token(text[start:end], start) for _, start, end in jieba.tokenize(fold(text)) if text[start:end].strip()
        ]
        kept: list[Token] = self._apply_token_pattern(tokens)
        return kept
