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
RUN_AXE_PLACES = """async () =>
    (await axe.run(document, {runOnly: ["target-size", "scrollable-region-focusable"], resultTypes: ["violations"]}))
    .violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
"""Axe's rules about places and sizes: all that a width can break when it shows the same things in the same colours."""
SEEN = """() => [...document.querySelectorAll("body *")].map(box => {
    if (!box.checkVisibility({visibilityProperty: true, opacityProperty: true})) return "";
    const style = getComputedStyle(box);
    return [style.color, style.backgroundColor, style.fontSize, style.fontWeight, style.textDecorationLine].join();
}).join(";")"""
"""Which boxes of a page are seen, and in which colours."""

RUN_AXE_COLOURS = """async ([judged, rules]) => {
    const judgedBefore = new Set(judged), fresh = new Map();
    const colours = box => {
        const own = getComputedStyle(box), words = [own.color, own.fontSize, own.fontWeight, own.textShadow];
        words.push(own.textDecorationLine, box.matches(":disabled, [aria-disabled=true]"), box.tagName === "A");
        if (box.tagName === "A" && box.parentElement) words.push(getComputedStyle(box.parentElement).color);
        for (let around = box; around; around = around.parentElement) {
            const style = getComputedStyle(around);
            words.push(style.backgroundColor, style.backgroundImage, style.opacity);
            if (/^rgb\\(/.test(style.backgroundColor)) break;
        }
        return words.join();
    };
    for (const box of document.querySelectorAll("body, body *")) {
        const says = [...box.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (!says && !box.matches("input, select, textarea")) continue;
        if (!box.checkVisibility({visibilityProperty: true})) continue;
        const key = colours(box);
        if (!judgedBefore.has(key)) fresh.set(key, [...(fresh.get(key) ?? []), box]);
    }
    if (!fresh.size) return {judged: [], faults: []};
    const {violations} = await axe.run({include: [...fresh.values()].flat()},
        {runOnly: rules, resultTypes: ["violations"]});
    const faults = violations.flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`));
    return {judged: faults.length ? [] : [...fresh.keys()], faults};
}"""
"""What of axe's rules another scheme can break, the contrasts, for colours that no page before had together.

Given the keys of what has been judged good (text and all that lies behind it, size and weight) and axe's rules; gives
back new keys.
"""

IBM = (Path(__file__).parents[1] / "vendor" / "ibm" / "ace.js").read_text(encoding="utf-8") + "\nwindow.ace = ace;"
NOT_ASKED = {
    # A form without a name is no landmark (HTML-AAM), so it needs no name of its own.
    "aria_form_label_unique",
    # Radios of different forms are different groups, whatever their name: each field that saves itself is a form.
    "input_checkboxes_grouped",
}
RUN_IBM = """async notAsked => {
    const checker = new ace.Checker(), rules = checker.engine.ruleMap, asked = checker.rulesetRules.WCAG_2_2;
    // Rules that can only say "look for yourself" take two thirds of the time, and nothing of theirs is asked for.
    const needed = new Set(asked.flatMap(id => rules[id].dependencies ?? []));
    checker.rulesetRules.WCAG_2_2 = asked.filter(id => needed.has(id) || /RuleFail/.test(rules[id].run.toString()));
    const told = await checker.check(document, ["WCAG_2_2"]);
    const seen = path => document.evaluate(path, document, null, 9, null).singleNodeValue?.checkVisibility?.() ?? true;
    return told.results
        .filter(one => one.value[0] === "VIOLATION" && one.value[1] === "FAIL" && !notAsked.includes(one.ruleId))
        .filter(one => seen(one.path.dom))
        .map(one => `${one.ruleId}: ${one.message} ${one.snippet.slice(0, 160)}`);
}"""

OVER_EACH_OTHER = r"""() => {
    const lines = [], range = document.createRange(), faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
        const box = node.parentElement;
        if (!node.data.trim() || !box.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        if (box.closest(".vh, .skip, dialog, option, svg")) continue;
        let left = -1e9, right = 1e9, top = -1e9, bottom = 1e9, floats = false;
        for (let around = box; around !== document.body; around = around.parentElement) {
            const style = getComputedStyle(around);
            if (["fixed", "sticky"].includes(style.position)) floats = true;
            if (style.overflowX === "visible" && style.overflowY === "visible") continue;
            const edge = around.getBoundingClientRect();
            [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
            [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        }
        if (floats) continue;
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
            const seen = {left: Math.max(left, line.left), right: Math.min(right, line.right),
                top: Math.max(top, line.top), bottom: Math.min(bottom, line.bottom), box, text: node.data.trim()};
            if (seen.right - seen.left > 2 && seen.bottom - seen.top > 2) lines.push(seen);
        }
    }
    lines.sort((one, other) => one.top - other.top);
    lines.forEach((one, at) => {
        for (let next = at + 1; next < lines.length && lines[next].top < one.bottom - 4; next++) {
            const other = lines[next];
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
            if (across > 3 && down > lower * .45 && one.box !== other.box)
                faults.push(`over each other: ${one.text.slice(0, 30)} / ${other.text.slice(0, 30)}`);
        }
    });
    return [...new Set(faults)];
}"""
"""Texts that lie on one another, as far as they are seen."""
GREY_ERRORS = """() => [...document.querySelectorAll(".ds-validation-message:not(:empty)")].filter(error => {
    const [red, green, blue] = getComputedStyle(error).color.match(/[\\d.]+/g).map(Number);
    return error.checkVisibility() && !(red > 1.3 * green && red > 1.3 * blue);
}).map(error => `an error that is not red: ${error.textContent}`)"""

CUT = """() => [...document.querySelectorAll("body *")].filter(box => {
    const style = getComputedStyle(box);
    if (!["hidden", "clip"].includes(style.overflowX) || style.clipPath !== "none") return false;
    if (!box.checkVisibility() || box.matches("input, select")) return false;
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

SIDEWAYS = """() => {
    const page = document.documentElement, over = page.scrollWidth - page.clientWidth;
    const out = box => box.getBoundingClientRect().right > page.clientWidth + 1;
    const who = () => [...document.querySelectorAll("body *")].filter(out).slice(0, 3)
        .map(box => `${box.tagName}.${box.className} ${box.getBoundingClientRect().right}`);
    return over > 0 ? [`${over} px too wide, ${who()}`] : [];
}"""
WHOLE = f"""async ([share, words]) => {{
    document.documentElement.style.fontSize = share;
    await ({SETTLED})();
    const faults = [{CUT}, {OVER_EACH_OTHER}, {SIDEWAYS}, ...(words ? [{BROKEN}] : [])].flatMap(check => check());
    document.documentElement.style.fontSize = "";
    return faults;
}}"""
"""All that is wrong with the places of things, with the text at a share of its size ("200%", as a reader's own style
sheet makes it, WCAG 1.4.4; "" as it is) and with broken words or without. All in one call: each call costs time."""

# Attributes of HTML and SVG that the templates use; others are data-*, aria-*, or a mistake.
ATTRIBUTES = {
    "accept", "action", "alt", "autocomplete", "autofocus", "charset", "checked", "class", "cols", "colspan",
    "content", "datetime", "defer", "dir", "disabled", "download", "enctype", "for", "form", "formaction",
    "formenctype", "formnovalidate",
    "height", "hidden", "href", "hreflang", "id", "inputmode", "label", "lang", "list", "max",
    "maxlength", "media", "method", "min", "minlength", "multiple", "name", "novalidate", "open", "pattern",
    "placeholder", "popover", "popovertarget", "readonly", "rel", "required", "reversed", "role", "rows", "rowspan",
    "scope", "selected", "size", "src", "step", "tabindex", "title", "type", "value", "width", "focusable", "viewBox",
    "preserveAspectRatio", "d", "fill", "stroke", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx",
    "patternUnits", "patternTransform", "points", "transform",
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
