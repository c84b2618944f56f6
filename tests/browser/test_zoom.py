"""Pictures in the hand: with the mouse, with fingers, with the keyboard, as a file."""

from xml.etree import ElementTree as ET

import pytest

PAGE = "es/processes/alta-de-cliente/"


@pytest.fixture
def figure(page, address):
    """Return a page and the view of the picture that it has behind a line."""
    page.goto(f"{address}/{PAGE}")
    page.locator(".kb-map:has(#support-picture) > summary").click()
    view = page.locator("#support-picture .kb-figure__view")
    view.scroll_into_view_if_needed()
    return page, view


def width(view):
    return view.locator("svg").bounding_box()["width"]


def test_a_picture_first_fits_its_place(figure):
    """No part of a picture that can be read whole is out of sight at first."""
    _, view = figure
    assert view.evaluate("view => view.scrollWidth - view.clientWidth") <= 1


def test_ctrl_and_wheel_zoom_where_the_pointer_is(figure):
    """The point under the pointer stays there; without Ctrl the page scrolls as ever."""
    page, view = figure
    before, box = width(view), view.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function(
        "([view, before]) => view.querySelector('svg').getBoundingClientRect().width > before * 1.5",
        arg=[view.element_handle(), before],
    )
    assert page.evaluate("visualViewport.scale") == 1


def test_a_mouse_drags_a_picture_and_follows_no_link(figure):
    """Dragging moves what is larger than its place; the link below the pointer is not followed."""
    page, view = figure
    view.focus()
    for _ in range(5):
        page.keyboard.press("+")
    view.scroll_into_view_if_needed()
    link = view.locator("svg a").first
    link.evaluate("link => link.scrollIntoView({block: 'center', inline: 'center'})")
    box = link.bounding_box()
    place = view.evaluate("view => [view.scrollLeft, view.scrollTop]")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    step = [40 if place[0] > 40 else -40, 30 if place[1] > 30 else -30]  # where there is room
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + step[0], y + step[1], steps=4)
    page.mouse.up()
    assert view.evaluate("view => [view.scrollLeft, view.scrollTop]") != place
    assert page.url.endswith(PAGE)


def test_two_fingers_zoom_and_one_moves(new_page, address):
    """A pinch makes the picture larger, not the page; one finger scrolls the picture."""
    page = new_page(has_touch=True, viewport={"width": 390, "height": 844})
    page.goto(f"{address}/{PAGE}")
    page.locator("#steps-picture [data-kb-act=full]").click()  # on a phone the picture is a tap away
    view = page.locator("#steps-picture .kb-figure__view")
    view.locator("svg").wait_for(state="visible")
    before, box = width(view), view.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 150)
    tools = page.context.new_cdp_session(page)

    def touch(kind, *gaps):
        points = [{"x": x + gap, "y": y, "id": n} for n, gap in enumerate(gaps)]
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -30, 30)
    for gap in (40, 60, 80, 100):
        touch("touchMove", -gap, gap)
    touch("touchEnd")
    assert width(view) > before * 2
    assert page.evaluate("visualViewport.scale") == 1
    left = view.evaluate("view => view.scrollLeft")
    touch("touchStart", 60)
    for gap in (30, 0, -30, -60):
        touch("touchMove", gap)
    touch("touchEnd")
    page.wait_for_function("([view, left]) => view.scrollLeft > left", arg=[view.element_handle(), left])


def test_the_keyboard_reaches_every_button(figure):
    """Zoom, fit, full screen and back: each by Tab and Enter, with a name."""
    page, view = figure
    buttons = page.locator("#support-picture [data-kb-act]")
    names = buttons.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert names == ["Acercar", "Alejar", "Ajustar", "Pantalla completa", "Descargar SVG"]
    before = width(view)
    buttons.first.focus()
    page.keyboard.press("Enter")
    assert width(view) > before
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert abs(width(view) - before) < 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.fullscreenElement?.matches('[data-kb-figure]')")
    page.keyboard.press("Enter")
    page.wait_for_function("!document.fullscreenElement")


def test_a_picture_leaves_as_svg(figure):
    """The file is SVG of its own, with its colours and absolute links."""
    page, _ = figure
    with page.expect_download() as download:
        page.locator("#support-picture [data-kb-act=save]").click()
    root = ET.parse(download.value.path()).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    links = [one.get("{http://www.w3.org/1999/xlink}href") for one in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    assert all(one.startswith("http") for one in links)


def test_who_wants_no_motion_gets_none(new_page, address):
    """With reduced motion, nothing on a page moves by itself for longer than an instant."""
    page = new_page(reduced_motion="reduce")
    page.goto(f"{address}/{PAGE}")
    slow = page.evaluate("""[...document.querySelectorAll('*')].filter(one => {
      const style = getComputedStyle(one), seconds = text => Math.max(...text.split(',').map(parseFloat));
      return seconds(style.transitionDuration) > 0.01 || (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01);
    }).map(one => one.className.toString())""")
    assert slow == []


def test_a_matrix_is_copied_as_cells(new_page, address):
    """A matrix goes to the clipboard as lines of cells between tabs, ready for a spreadsheet."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/es/stages/")
    matrix = page.locator("[data-kb-matrix]").first
    matrix.locator("[data-kb-copy]").click()
    matrix.locator("[data-kb-copy]", has_text="Copiada").wait_for()
    lines = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert len(lines) == matrix.locator("tr").count()
    assert len({len(line) for line in lines}) == 1


def test_matrices_are_lists_of_words_on_a_phone(new_page, address):
    """A row is its name and a line for each cell in which something stands, behind its column's name; nothing moves sideways."""
    page = new_page(viewport={"width": 390, "height": 844})
    for path in ("tasks/", "stages/", "decisions/", "countries/"):
        page.goto(f"{address}/es/{path}")
        scroll = page.locator(".kb-scroll--matrix").first
        assert scroll.evaluate("one => one.scrollWidth - one.clientWidth + one.scrollHeight - one.clientHeight") <= 1
        cells = scroll.locator("tbody tr").first.locator("td:visible")
        assert 0 < cells.count() < scroll.locator("thead th").count()
        names = cells.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)")
        assert all(len(name) > 4 for name in names), names


def test_what_has_a_gap_stands_first_where_a_matrix_is_a_list(new_page, address):
    page = new_page(viewport={"width": 768, "height": 1000})
    page.goto(f"{address}/es/stages/")
    tops = page.evaluate("""[...document.querySelectorAll('#stage-channel tbody tr')].map(row => ['.kb-cell--ok', '.kb-cell--warning']
      .map(look => [...row.querySelectorAll(look)].map(one => one.getBoundingClientRect().top)))""")
    with_gaps = [(ok, gaps) for ok, gaps in tops if ok and gaps]
    assert with_gaps
    assert all(max(gaps) < min(ok) for ok, gaps in with_gaps)


def test_steps_are_a_table_first_on_a_phone(new_page, address):
    """The picture is a tap away, at full screen; the table that says the same stands there."""
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/{PAGE}")
    figure = page.locator("#steps-picture")
    assert figure.locator("table").is_visible()
    assert not figure.locator(".kb-figure__view").is_visible()
    figure.locator("[data-kb-act=full]").click()
    figure.locator(".kb-figure__view svg").wait_for(state="visible")
