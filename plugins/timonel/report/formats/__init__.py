"""The formats of a check, a module each under its format's name: what stands here is one.

Each says in ``ABOUT`` what it is for, and has ``render(result, lang, reader)``.
"""
