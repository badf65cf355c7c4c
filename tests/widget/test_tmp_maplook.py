from tests.support.map_page import *
from tests.widget.test_map_view import files, HERE
from widgets.map.marks import MapAlarm
import pytest
pytestmark = pytest.mark.qt_log_ignore(*ENGINE_WARNINGS, extend=True)
def test_look(qtbot, files):
    view=open_ready_map(qtbot, files)
    ps=["critical","major","minor","notice"]
    view.set_alarms([MapAlarm(id=f"{p}{s}",lon=HERE[0]-0.006+0.004*i,lat=HERE[1]+(0.002 if s else -0.002),priority=p,acknowledged=bool(i%2),label=p,suspect=s) for i,p in enumerate(ps) for s in (False,True)])
    view.centre(*HERE,14.5)
    qtbot.wait(2500)
    view.grab().save('/tmp/u/map.png')
