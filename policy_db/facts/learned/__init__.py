"""A second reader, learned from the labelled messages of ``policy_db/facts/lessons``, beside the rules of ``lexicon.yml``.

The rules read what they know for certain; people put things in more ways than any list of expressions foresees. Linear models
over characters and the rules' own findings say of each figure which fact it states, and of each clause which thing it affirms or
denies. ``models.py`` keeps them; ``opinion.py`` lets them fill in what the rules leave open and take out what they find improbable.
"""
