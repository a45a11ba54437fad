"""Renderings of an Analysis. They decide nothing: what is true and how sure it is was settled below.

Import the module you need; the heavy ones (``charts``, ``frames``) load matplotlib and pandas only when called.
"""
