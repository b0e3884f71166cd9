"""The same page as a plain script, for `streamlit run` as it comes."""

from benchmarks.page.buttons import page

page()
