"""Processes written as BPMN 2.0 open in bpmn-js, the viewer that most tools use, with all that they hold drawn."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from bases import ROOT

from timonel import exchange
from timonel.pipeline import examine

VIEWER = Path(__file__).parent / "bpmn_js" / "bpmn-viewer.production.min.js"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OPEN = """async xml => {
  document.body.innerHTML = '<div id="canvas" style="width: 1200px; height: 800px"></div>';
  const viewer = new BpmnJS({container: '#canvas'});
  const {warnings} = await viewer.importXML(xml);
  viewer.get('canvas').zoom('fit-viewport');
  const drawn = viewer.get('elementRegistry').getAll().filter(one => !one.labelTarget).map(one => {
    const box = viewer.get('elementRegistry').getGraphics(one).getBoundingClientRect();
    return [one.id, one.waypoints ? box.width + box.height > 0 : box.width > 0 && box.height > 0];
  });
  return [warnings.map(one => one.message), drawn];
}"""


def test_every_process_of_the_example_is_drawn_whole(new_page):
    """Every pool, lane, element and flow of each has a place on the canvas, and the viewer warns of nothing."""
    result = examine(ROOT, use_cache=False, wanted=("DAT",))
    files = exchange.write("bpmn", result.base, exchange.Options(result.settings, "es"))
    page = new_page()
    page.add_script_tag(path=VIEWER)
    assert len(files) >= 24
    for name, data in files.items():
        warnings, drawn = page.evaluate(OPEN, data.decode())
        assert warnings == [], name
        process = ET.fromstring(data).find(f"{BPMN}process")
        wanted = {one.get("id") for one in process if one.get("id") and one.tag != f"{BPMN}laneSet"}
        wanted |= {one.get("id") for one in process.iter(f"{BPMN}lane")}
        shown = dict(drawn)
        assert wanted <= shown.keys(), name
        assert [one for one in wanted if not shown[one]] == [], name
