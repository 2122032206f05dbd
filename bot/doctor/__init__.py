"""``zjtx doctor``: what must be right for the assistant to run and its channels to work, each checked and put into words."""
