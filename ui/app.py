"""The script that Streamlit runs at every rerun; all it does is ask for the frame and the page in it."""

from ui.frame import draw

draw()
