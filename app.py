"""The dashboard: a list of pages. Open it with `python3 run.py app`."""

import streamlit as st

from bayesdx.ui import panels, state
from bayesdx.ui.pages import (
    about,
    compare,
    dependence,
    diagnose,
    how_sure,
    learn,
    literature,
    network,
    next_test,
    numbers,
    patients,
    train,
    what_if,
    why,
)

st.set_page_config(page_title="bayesdx", page_icon="🧠", layout="wide")
st.html(panels.STYLE)
page = st.navigation(
    {
        "": [
            st.Page(diagnose.page, title="Diagnose", url_path="diagnose", default=True),
            st.Page(network.page, title="Network", url_path="network"),
            st.Page(compare.page, title="UMN and LMN", url_path="compare"),
            st.Page(learn.page, title="Learn", url_path="learn"),
            st.Page(train.page, title="Train", url_path="train"),
            st.Page(numbers.page, title="Numbers", url_path="numbers"),
            st.Page(about.page, title="About", url_path="about"),
        ],
        "Think further": [
            st.Page(why.page, title="Why", url_path="why"),
            st.Page(how_sure.page, title="How sure", url_path="how-sure"),
            st.Page(what_if.page, title="What if", url_path="what-if"),
            st.Page(next_test.page, title="Next test", url_path="next-test"),
        ],
        "Is it right?": [
            st.Page(literature.page, title="Published figures", url_path="literature"),
            st.Page(patients.page, title="Published patients", url_path="patients"),
            st.Page(dependence.page, title="Signs that come together", url_path="dependence"),
        ],
    },
    position="top",
)
state.begin()
page.run()
