"""WeChat Official Account (公众号), and what WeCom shares with it: signatures, encryption, parsing, tokens, quotas."""
