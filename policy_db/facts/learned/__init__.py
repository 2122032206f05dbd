"""A second reader, learned from the labelled messages of ``nlu_data/facts``, beside the rules of ``lexicon.yml``.

The rules read what they know for certain; people put things in more ways than any list of expressions foresees. Linear models
over characters and the rules' own findings say of each figure which fact it states, and of each clause which thing it affirms or
denies. ``opinion.py`` lets them fill in what the rules leave open and take out what they find improbable.
"""
