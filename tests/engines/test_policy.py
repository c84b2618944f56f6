"""The policy of pages: which scripts may run."""

import base64
import hashlib

from timonel.engines.policy import with_policy


def page(body):
    return f'<!doctype html><html><head><meta charset="utf-8"><title>x</title></head><body>{body}</body></html>'


def test_only_the_scripts_that_stand_in_the_page_may_run():
    """An inline script is allowed by its hash, once; data in a script element needs none; nothing is allowed as a whole."""
    script = "let a = 'ñ';"
    found = with_policy(
        page(f'<script>{script}</script><script>{script}</script><script type="application/json">{{}}</script>')
    )
    mark = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert found.count("sha256-") == 1
    assert f"script-src 'self' 'sha256-{mark}';" in found
    assert "script-src 'self';" in with_policy(page("<p>x</p>"))
    assert "unsafe-eval" not in found


def test_the_policy_stands_before_everything_that_it_rules():
    """It is the first thing after the page's encoding, and there is one."""
    found = with_policy(page("<script>1</script>"))
    assert found.index("Content-Security-Policy") < found.index("<title>")
    assert found.count("http-equiv") == 1
