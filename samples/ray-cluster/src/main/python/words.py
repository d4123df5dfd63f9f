"""What the driver has done in Python."""


def longest(text):
    word = max(text.split(), key=len)
    print(f"the longest word is {word}")
    return word
