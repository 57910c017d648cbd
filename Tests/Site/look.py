"""Shows pages that `vexfmt gen-docs` made in a headless browser, and prints what a reader would stumble over, one a line.

No page is wider than its window, no text is cut off or wider than what it stands in (but for what scrolls in a box of its own), every
text can be told from what is behind it (WCAG AA), every drawing is shown once, and in letters that can be read; nothing is fetched but
files, and nothing needs a script.
"""
import os
import sys
import urllib.parse

from browser import Browser, program

LOOK = """
(() => {
  const flaws = new Set(), shades = new Set();
  const shown = each => each.getClientRects().length > 0 && getComputedStyle(each).visibility != 'hidden';
  const name = each => {
    const text = each.textContent.trim().slice(0, 40);
    return each.tagName.toLowerCase() + (each.id ? '#' + each.id : '') + (text ? ` '${text}'` : '');
  };
  const parse = text => {
    const numbers = (text.match(/[0-9.]+/g) || []).map(Number);
    return numbers.length < 3 ? null : {rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1};
  };
  const light = rgb => {
    const [r, g, b] = rgb.map(each => each / 255).map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = each => {
    for (let at = each; at; at = at.parentElement) {
      const shade = parse(getComputedStyle(at).backgroundColor);
      if (shade && shade.alpha > 0.99 && !(at instanceof SVGElement)) return shade.rgb;
    }
    return [255, 255, 255];
  };
  const contrast = (each, front, back, size) => {
    if (!front) return flaws.add(`${name(each)} has no colour`);
    const [low, high] = [light(front.rgb), light(back)].sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    shades.add(`${front.rgb} on ${back}`);
    if (ratio < (size >= 24 ? 3 : 4.5)) flaws.add(`${name(each)} has a contrast of ${ratio.toFixed(2)}`);
  };
  // A box that scrolls sideways, which keys can reach and which has a name; what it holds may be wider than it is.
  const scrolls = each => /auto|scroll/.test(getComputedStyle(each).overflowX) && each.tabIndex == 0 && each.getAttribute('aria-label');
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) flaws.add(`the page is ${page.scrollWidth} wide in a window of ${innerWidth}`);
  if (!page.lang || !document.querySelector('main h1') || document.querySelectorAll('h1').length != 1)
    flaws.add('there is no language, or not one heading of level 1');
  if (document.scripts.length) flaws.add('there is a script');
  for (const fetched of performance.getEntriesByType('resource'))
    if (!fetched.name.startsWith('file:')) flaws.add(`${fetched.name} is fetched`);
  for (const each of document.body.querySelectorAll('*')) {
    if (!shown(each) || each.closest('.skip') || each.closest('thead') && getComputedStyle(each.closest('thead')).position == 'absolute') continue;
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const outer = each.parentElement.closest('.scroll'), isWithin = outer && scrolls(outer);
    if (!isWithin && (box.right > innerWidth + 1 || box.left < -1)) flaws.add(`${name(each)} leaves the window`);
    if (!(each instanceof SVGElement) && !scrolls(each) && each.clientWidth && each.scrollWidth > each.clientWidth + 1)
      flaws.add(`${name(each)} is ${each.scrollWidth} wide in ${each.clientWidth}`);
    if (each instanceof SVGElement) continue;
    if ([...each.childNodes].some(child => child.nodeType == 3 && child.data.trim()))
      contrast(each, parse(style.color), behind(each), parseFloat(style.fontSize));
  }
  for (const figure of document.querySelectorAll('figure')) {
    const visible = [...figure.querySelectorAll('svg')].filter(shown);
    if (visible.length != 1) flaws.add(`a figure shows ${visible.length} drawings`);
    for (const svg of visible) {
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      for (const text of svg.querySelectorAll('text')) {
        const style = getComputedStyle(text), size = parseFloat(style.fontSize) * scale;
        if (size < 9) flaws.add(`${name(text)} is ${size.toFixed(1)} pixels high`);
        const group = text.closest('a, g'), rect = group ? group.querySelector('rect') : null;
        const box = text.getBBox();
        const room = rect ? rect.getBBox() : svg.viewBox.baseVal;
        if (box.x < room.x - 0.5 || box.x + box.width > room.x + room.width + 0.5 || box.y < room.y - 0.5
          || box.y + box.height > room.y + room.height + 0.5) flaws.add(`${name(text)} leaves its box`);
        const fill = rect ? parse(getComputedStyle(rect).fill) : null;
        contrast(text, parse(style.fill), fill ? fill.rgb : behind(svg), size);
      }
    }
  }
  return {flaws: [...flaws], shades: [...shades]};
})()
"""
LOOKS = [(width, scheme) for scheme in ("light", "dark") for width in (360, 768, 1280)]


def check(browser, pages):
    """Prints the flaws of pages; how many looks were taken, and how many pairs of colours were seen."""
    shades, flaws = {"light": set(), "dark": set()}, 0
    for page in pages:
        browser.load("file://" + urllib.parse.quote(os.path.abspath(page)))
        for width, scheme in LOOKS:
            browser.set(width, scheme)
            seen = browser.ask(LOOK)
            shades[scheme].update(seen["shades"])
            for flaw in seen["flaws"][:5]:
                print(f"{page} at {width} in {scheme}: {flaw}")
            flaws += len(seen["flaws"])
    # A style sheet without a dark side shows the same colours.
    if not shades["light"].isdisjoint(shades["dark"]):
        print("light and dark have colours in common")
        flaws += 1
    colours = f"{len(shades['light'])} and {len(shades['dark'])} pairs of colours"
    print(f"{len(pages) * len(LOOKS)} looks, {colours}, {flaws} flaws")


def pages_of(path):
    """A page, or all of those in a folder."""
    if not os.path.isdir(path):
        return [path]
    return [os.path.join(path, name) for name in sorted(os.listdir(path)) if name.endswith(".html")]


if __name__ == "__main__":
    if not program():
        sys.exit("there is no browser: scripts/setup-env.sh installs one")
    browser = Browser()
    try:
        check(browser, [page for path in sys.argv[1:] for page in pages_of(path)])
    finally:
        browser.close()
