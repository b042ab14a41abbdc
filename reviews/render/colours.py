"""Colours of pictures: of Okabe and Ito's palette, safe for every sort of colour blindness."""

BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
GREY, DARK = "#bbbbbb", "#222222"
