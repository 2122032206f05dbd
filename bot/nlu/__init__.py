"""Components of the Rasa pipeline that read Chinese messages about programs and policies."""
