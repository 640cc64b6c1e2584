"""The interest graph as GraphML, the format that Gephi, yEd and Cytoscape read."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx


def graphml_of(wished: nx.DiGraph, labels: Mapping[str, Mapping[str, str | int]]) -> bytes:
    """A file of these people and their wishes, in UTF-8; the same graph gives the same bytes.

    Nodes get the attributes in `labels` (those without are left out, with their edges); edges get
    `grade`, `mutual`, `fit` (topics offered and needed) and `weight`. `wished` is made by
    `groups.wish_graph`, so that no *rather not* can be in it.
    """
    plain = nx.DiGraph()
    plain.add_nodes_from((name, dict(labels[name])) for name in wished if name in labels)
    for a, b, parts in wished.edges(data=True):
        if a in labels and b in labels:
            plain.add_edge(a, b, grade=parts["wish"], mutual=wished.has_edge(b, a), fit=len(parts["gains"]),
                           weight=round(parts["weight"], 3))  # fmt: skip
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (head + "\n".join(nx.generate_graphml(plain)) + "\n").encode()
