"""Small drawings of a report, one function each: inline SVG, the same for the same input.

Colours are attributes, so that a renderer without style sheets has them; in a browser the style
sheet of the page goes before. Nothing is told by colour alone.
"""
