"""What stands in a passage before any rule is asked: names, metric words, sentences, and what the text is on."""
