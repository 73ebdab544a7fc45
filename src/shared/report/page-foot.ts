import { formatMoment } from '../format/dates';
import type { Say } from '../messages/catalogue';
import { htmlText } from './html-text';

/** In place of a number until the sentence around it is safe markup; no sentence has such a character. */
const PAGE = '\u{E000}';
const PAGES = '\u{E001}';

/**
 * The foot of each printed page: what it belongs to, of when, and which of its pages it is. Chromium
 * fills in the numbers where it finds its own class names; the template takes no style but its own, and its type is
 * scaled as paper is.
 */
export function pageFoot(say: Say, title: string, at: string): string {
  const numbers = htmlText(say('report.page-of', { page: PAGE, pages: PAGES }))
    .replace(PAGE, '<span class="pageNumber"></span>')
    .replace(PAGES, '<span class="totalPages"></span>');
  const moment = `${formatMoment(at, 'UTC')} UTC`;
  return [
    '<div style="display:flex;justify-content:space-between;width:100%;margin:0 16mm;font:7.5pt system-ui,sans-serif;color:#333">',
    `<span>${htmlText(`${title}, ${moment}`)}</span><span>${numbers}</span></div>`,
  ].join('');
}
