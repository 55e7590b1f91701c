"""stub"""


def read(source, reading): ...
