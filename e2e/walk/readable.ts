import type { Page } from '@playwright/test';

/**
 * Every text of the page that a person sees, hears or comes upon by pointing, but for what is marked as data by
 * `translate="no"`, what the person typed, and what the library of controls announces to screen readers in its own
 * translations.
 */
export function readableTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const ATTRIBUTES = [
      'placeholder',
      'title',
      'alt',
      'aria-label',
      'aria-description',
      'aria-valuetext',
      'aria-roledescription',
    ];
    const isData = (element: Element) =>
      element.closest('[translate="no"], [data-live-announcer], textarea, script, style') !== null;
    const texts = [document.title];

    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
      const element = node.parentElement;
      if (element === null || isData(element)) continue;
      // The choices of a closed list take no space, and are read out all the same.
      if (element.tagName === 'OPTION' || element.checkVisibility()) texts.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join(', '))) {
      if (isData(element)) continue;
      for (const name of ATTRIBUTES) texts.push(element.getAttribute(name) ?? '');
    }
    return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
  });
}

/**
 * Data inside sentences, in forms of its own: sizes, durations, dates, zones, fingerprints, names of sets.
 */
const FORMS = [
  /\b\d[\d.,]* (?:bytes?|[KMGTPE]iB)(?:\/s)?(?![a-z])/gi,
  /\b\d[\d.,]* (?:ms|secs?|mins?|hrs?)(?![a-z])/g,
  /\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}(?: at)?/g,
  /\b\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec) \d{4}\b/g,
  /\b[0-9A-Z]{4}-[0-9A-Z]{4} · \d+/g,
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g,
  /\bUTC\b|\bGMT(?:[+-][\d:]+)?/g,
  /\b[0-9a-f]{4}(?::[0-9a-f]{4}){3}\b/g,
];

/**
 * The texts with plain words left in them: words that the pseudo-language would have marked, had they come from the
 * catalogue.
 *
 * @param data names, addresses and paths that may stand in sentences as they are
 */
export function unmarked(texts: readonly string[], data: readonly string[]): string[] {
  const longestFirst = [...data].sort((one, other) => other.length - one.length);
  return texts.filter((text) => {
    const withoutData = longestFirst.reduce((rest, datum) => rest.replaceAll(datum, ' '), text);
    return /[a-z]/i.test(FORMS.reduce((rest, form) => rest.replace(form, ' '), withoutData));
  });
}
