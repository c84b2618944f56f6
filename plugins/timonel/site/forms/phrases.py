"""Words of the forms page: our own, and those of the editor that its package has in English alone."""

from __future__ import annotations

from collections.abc import Mapping

from timonel import languages
from timonel.languages import SOURCE
from timonel.text import say

_OURS = {
    "token": "Access token",
    "token_hint": "It needs leave to write to {repository} and is kept in this browser only, until you sign out.",
    "sign_in": "Sign in",
    "refused": "The token was not accepted: check that it has not expired and may write to the repository.",
}
_EDITORS = {
    "collection.sidebar.allCollections": "All collections",
    "collection.sidebar.searchIn": "Search in",
    "collection.collectionTop.viewAsList": "Show as a list",
    "collection.collectionTop.viewAsGrid": "Show as cards",
    "collection.collectionTop.searchResults": "Found for «%{searchTerm}»",
    "collection.collectionTop.searchResultsInCollection": "Found for «%{searchTerm}» in %{collection}",
    "collection.entries.unpublishedHeader": "Not merged yet",
    "editor.editorControl.field.widgetLabel": "Field: %{widgetLabel}",
    "editor.editorToolbar.statusInfoTooltipDraft": "This change is a draft. When it is ready to be reviewed, set the status to «In review».",
    "editor.editorToolbar.statusInfoTooltipInReview": "This change is being reviewed. You may still add to it meanwhile.",
    "editor.editorWidgets.datetime.setToNow": "Set %{fieldLabel} to today",
    "editor.editorWidgets.list.add": "Add: %{item}",
    "editor.editorWidgets.list.addType": "Add: %{item}",
    "editor.editorWidgets.object.expand": "Unfold",
    "editor.editorWidgets.object.collapse": "Fold",
    "ui.settingsDropdown.account": "Account",
    "ui.toast.onLoggedOut": "You have been signed out: copy what you have not saved, and sign in again.",
    "ui.toast.onBackendDown": "The service that keeps the files has a problem: %{details}",
}
_COMMITS = {"create": "Add to {{collection}}: {{slug}}", "update": "Change in {{collection}}: {{slug}}"}


def commits(lang: str) -> dict[str, str]:
    """Return the titles of pull requests, in the base's language: whoever reviews reads them."""
    return {name: say(text, lang) for name, text in _COMMITS.items()}


def ours(lang: str, repository: str) -> dict[str, str]:
    """Return the words of our own page; they name the repository's address."""
    return {name: say(text, lang).replace("{repository}", repository) for name, text in _OURS.items()}


def editors(lang: str) -> Mapping[str, str]:
    """Return place in the editor's own catalogue → what it says there, where its package lacks the language."""
    return {} if languages.of(lang).code == SOURCE else {name: say(text, lang) for name, text in _EDITORS.items()}
