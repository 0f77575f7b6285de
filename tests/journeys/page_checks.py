"""What every page of the tour is checked for, in the page itself: two accessibility engines, cut content, broken words.

``AXE`` and ``IBM`` are the engines' scripts; the other constants are functions of JavaScript that give a list of
sentences, one for each fault.
"""

from __future__ import annotations

import re
from pathlib import Path

import axe_playwright_python
from tinyhtml5.parser import HTMLParser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async tags =>
    (await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})).violations
    .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
RUN_AXE_COLOURS = """async () =>
    (await axe.run(document, {runOnly: ["color-contrast", "link-in-text-block"]})).violations
    .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
"""What of axe's rules another scheme can break: the contrasts."""

IBM = (Path(__file__).parents[1] / "vendor" / "ibm" / "ace.js").read_text(encoding="utf-8") + "\nwindow.ace = ace;"
NOT_ASKED = {
    # A form without a name is no landmark (HTML-AAM), so it needs no name of its own.
    "aria_form_label_unique",
    # Radios of different forms are different groups, whatever their name: each field that saves itself is a form.
    "input_checkboxes_grouped",
}
RUN_IBM = """async notAsked => {
    const told = await new ace.Checker().check(document, ["WCAG_2_2"]);
    const seen = path => document.evaluate(path, document, null, 9, null).singleNodeValue?.checkVisibility?.() ?? true;
    return told.results
        .filter(one => one.value[0] === "VIOLATION" && one.value[1] === "FAIL" && !notAsked.includes(one.ruleId))
        .filter(one => seen(one.path.dom))
        .map(one => `${one.ruleId}: ${one.message} ${one.snippet.slice(0, 160)}`);
}"""

CUT = """() => [...document.querySelectorAll("body *")].filter(box => {
    const style = getComputedStyle(box);
    if (!["hidden", "clip"].includes(style.overflowX) || style.clipPath !== "none") return false;
    if (!box.checkVisibility()) return false;
    // A preview may end in dots where the whole is one press away; a name, a type or a heading may not.
    if (style.textOverflow === "ellipsis" && !box.closest("a, h1, h2, h3, th, td.num, button")) return false;
    return box.clientWidth && box.scrollWidth > box.clientWidth + 1;
}).map(box => `cut off: ${box.tagName}.${box.className} ${box.scrollWidth} > ${box.clientWidth} px: `
    + box.textContent.trim().slice(0, 60))"""
"""Boxes that cut what they hold, with no way to scroll to the rest."""

BROKEN = r"""() => {
    const faults = [], range = document.createRange();
    const places = document.querySelectorAll("th, td, .tab, .brand, nav a, h1, h2, h3, .ds-button");
    for (const place of places) {
        if (!place.checkVisibility() || place.closest(".written, .vh, textarea")) continue;
        const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
            // What only a screen reader says is a pixel wide, and breaks everywhere.
            const around = node.parentElement;
            if (around.closest(".written") || around.getBoundingClientRect().width <= 1) continue;
            // An address of e-mail may break anywhere.
            const text = node.data.replace(/\S*@\S*/g, address => " ".repeat(address.length));
            for (const word of text.matchAll(/[\p{L}]{3,}/gu)) {
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
                if (lines.size > 1) faults.push(`broken: ${word[0]} in ${place.tagName}.${place.className}`);
            }
        }
    }
    return [...new Set(faults)];
}"""
"""Words of names, headings, tabs and buttons that break over two lines. What somebody wrote may be of any length."""

TWICE = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map(id => `the id ${id} twice`);
}"""
MARKS_BY_FILL = r"""() => {
    const SIDES = ["Top", "Right", "Bottom", "Left"], lost = [];
    const plain = style => / 0\)$/.test(style.backgroundColor) && style.backgroundImage === "none";
    const edged = (style, least) => SIDES.some(side =>
        parseFloat(style[`border${side}Width`]) >= least && style[`border${side}Style`] !== "none");
    const empty = box => !box.textContent.trim() && !box.matches("input, textarea, select, img, hr")
        && !box.querySelector("svg, img, input, select, textarea");
    for (const box of document.querySelectorAll("body *")) {
        if (!box.checkVisibility() || box.closest("svg, option, dialog")) continue;
        for (const part of [null, "::before", "::after"]) {
            const style = getComputedStyle(box, part);
            if (part ? style.content !== '""' : !empty(box)) continue;
            if (style.display === "none" || plain(style) || style.forcedColorAdjust === "none") continue;
            const size = [part ? style.height : box.offsetHeight, part ? style.width : box.offsetWidth];
            const seen = size.every(length => parseFloat(length));
            if (seen && !edged(style, 1)) lost.push(`only a fill: ${box.tagName}.${box.className} ${part ?? ""}`);
        }
    }
    for (const box of document.querySelectorAll("[aria-current], tr[data-late], tr[data-changed]")) {
        if (!box.checkVisibility() || box.matches("span")) continue;
        const marked = [box, box.firstElementChild ?? box].map(part => getComputedStyle(part)).some(style =>
            parseFloat(style.outlineWidth) && style.outlineStyle !== "none" || edged(style, 1.5)
            || style.textDecorationLine !== "none" && parseFloat(style.textDecorationThickness) > 1);
        if (!marked) lost.push(`not marked: ${box.tagName}.${box.className} ${box.textContent.trim().slice(0, 40)}`);
    }
    return [...new Set(lost)];
}"""
"""Under forced colours: dots, lines and rows that only a fill or a shadow told of, which high contrast takes away."""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

# Attributes of HTML and SVG that the templates use; others are data-*, aria-*, or a mistake.
ATTRIBUTES = {
    "accept", "action", "alt", "autocomplete", "autofocus", "charset", "checked", "class", "cols", "colspan",
    "content", "datetime", "defer", "dir", "disabled", "download", "enctype", "for", "form", "formaction",
    "formnovalidate", "height", "hidden", "href", "hreflang", "id", "inputmode", "label", "lang", "list", "max",
    "maxlength", "media", "method", "min", "minlength", "multiple", "name", "novalidate", "open", "pattern",
    "placeholder", "popover", "popovertarget", "readonly", "rel", "required", "reversed", "role", "rows", "rowspan",
    "scope", "selected", "size", "src", "step", "tabindex", "title", "type", "value", "width", "focusable", "viewBox",
    "d", "fill", "stroke", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "patternUnits",
    "patternTransform", "points", "transform",
}  # fmt: skip


def faults_of_html(html: str) -> list[str]:
    """What a parser of HTML has to mend, and attributes that HTML does not know."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    faults = [f"line {place[0]}: {code} {data}" for place, code, data in parser.errors]
    for element in root.iter():
        if isinstance(element.tag, str):
            names = {re.sub(r"^\{.*\}", "", str(name)) for name in element.attrib}
            wrong = {name for name in names - ATTRIBUTES if not name.startswith(("data-", "aria-"))}
            faults += [f"<{element.tag}> has the attribute {name}" for name in sorted(wrong)]
    return faults
