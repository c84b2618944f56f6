"""Why a site could not be built; in a module of its own, for whoever says so need not load what builds."""


class BuildError(Exception):
    """An engine could not build a language; the text says why."""
