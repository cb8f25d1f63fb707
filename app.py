"""The dashboard: a list of pages. Open it with `python3 run.py app`."""

import streamlit as st

from bayesdx.language import _
from bayesdx.ui import panels, reader, state
from bayesdx.ui.pages import (
    about,
    compare,
    dependence,
    diagnose,
    evidence,
    how_sure,
    learn,
    lecture,
    literature,
    network,
    next_test,
    patients,
    train,
    two_cases,
    what_if,
    why,
)

st.set_page_config(page_title="bayesdx", page_icon="🧠", layout="wide")
st.html(panels.STYLE)
reader.begin()
page = st.navigation(
    {
        "": [
            st.Page(diagnose.page, title=_("Diagnose"), url_path="diagnose", default=True),
            st.Page(network.page, title=_("Network"), url_path="network"),
            st.Page(compare.page, title=_("UMN and LMN"), url_path="compare"),
            st.Page(learn.page, title=_("Learn"), url_path="learn"),
            st.Page(train.page, title=_("Train"), url_path="train"),
            st.Page(lecture.page, title=_("Lecture"), url_path="lecture"),
            st.Page(evidence.page, title=_("Evidence"), url_path="evidence"),
            st.Page(about.page, title=_("About"), url_path="about"),
        ],
        _("Think further"): [
            st.Page(why.page, title=_("Why"), url_path="why"),
            st.Page(how_sure.page, title=_("How sure"), url_path="how-sure"),
            st.Page(what_if.page, title=_("What if"), url_path="what-if"),
            st.Page(next_test.page, title=_("Next test"), url_path="next-test"),
            st.Page(two_cases.page, title=_("Two cases"), url_path="two-cases"),
        ],
        _("Is it right?"): [
            st.Page(literature.page, title=_("Published figures"), url_path="literature"),
            st.Page(patients.page, title=_("Published patients"), url_path="patients"),
            st.Page(dependence.page, title=_("Signs that come together"), url_path="dependence"),
        ],
    },
    position="top",
)
state.begin()
try:
    reader.menu()
    page.run()
finally:
    state.end()
