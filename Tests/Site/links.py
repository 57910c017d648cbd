"""Reads sites that `vexfmt gen-docs` made, and prints what is wrong with their links, one a line.

Every file that a page names is in its folder, every anchor on the page it is said to be on, and no anchor is there twice. Of pages in
HTML, elements are closed in the order in which they were opened, and headings skip no level.
"""
import html.parser
import os
import re
import sys

VOID = {"meta", "link", "wbr", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """The anchors and links of a page in HTML."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.open, self.flaws, self.level = [], [], [], [], 0
        self.feed(text)
        self.flaws += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.anchors.append(values["id"])
        self.links += [values[key] for key in ("href", "src") if key in values]
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > self.level + 1:
                self.flaws.append(f"<{tag}> follows a heading of level {self.level}")
            self.level = int(tag[1])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.flaws.append(f"</{tag}> closes something else")


def markdown(text):
    """The anchors and links of a page in Markdown."""
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    anchors = re.findall(r'<a id="([^"]*)">', plain)
    links = re.findall(r"(?<!\\)\]\(([^)\s]*)\)", plain)
    return anchors, links


def check(folder):
    """What is wrong with a site, page by page."""
    anchors, links, flaws = {}, {}, []
    names = set(os.listdir(folder))
    for name in sorted(names):
        if not name.endswith((".html", ".md")):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        if name.endswith(".html"):
            page = Page(text)
            anchors[name], links[name] = page.anchors, page.links
            flaws += [f"{name}: {flaw}" for flaw in page.flaws]
        else:
            anchors[name], links[name] = markdown(text)
        for anchor in sorted({each for each in anchors[name] if anchors[name].count(each) > 1}):
            flaws.append(f"{name}: the anchor {anchor} is there twice")
    for name, targets in links.items():
        for target in targets:
            page, _, anchor = target.partition("#")
            page = page or name
            if page not in names:
                flaws.append(f"{name}: {target} leads to no file")
            elif anchor and anchor not in anchors.get(page, []):
                flaws.append(f"{name}: {target} leads to no anchor")
    reached, waiting = set(), [page for page in ("index.html", "index.md") if page in names]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        waiting += [target.partition("#")[0] for target in links.get(page, []) if target.partition("#")[0]]
    flaws += [f"{name}: no link leads to it" for name in sorted(links) if name not in reached]
    return flaws, sum(map(len, links.values())), sum(map(len, anchors.values()))


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        flaws, link_count, anchor_count = check(folder)
        for flaw in flaws:
            print(f"{folder}/{flaw}")
        print(f"{folder}: {link_count} links, {anchor_count} anchors, {len(flaws)} flaws")
