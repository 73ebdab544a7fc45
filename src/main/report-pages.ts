import type { CheckedReport } from '../core/drill/signature';
import type { Say } from '../shared/messages/catalogue';
import { reportPage } from '../shared/report/page';
import { pageFoot } from '../shared/report/page-foot';
import { ORIGIN } from './bundle-path';
import { Tokens } from './tokens';

const PREFIX = `${ORIGIN}/report/`;
/** A page is loaded as soon as it has its address. */
const LIFETIME_MS = 60 * 1000;

/** The pages of reports that are about to be printed, each under an address that nobody can guess. */
export class ReportPages {
  readonly #say: Say;
  readonly #reports = new Tokens<CheckedReport>(LIFETIME_MS);

  constructor(say: Say) {
    this.#say = say;
  }

  /** Runs `load` while the report's page can be loaded from the address that it is given, with the foot of each printed page. */
  async during<T>(checked: CheckedReport, load: (url: string, foot: string) => Promise<T>): Promise<T> {
    const token = this.#reports.issue(checked);
    try {
      return await load(`${PREFIX}${token}`, pageFoot(this.#say, checked.report));
    } finally {
      this.#reports.forget(token);
    }
  }

  /** The page behind an address as HTML, its style marked with `nonce`; null where there is none. */
  page(url: string, nonce: string): string | null {
    if (!url.startsWith(PREFIX)) return null;
    const checked = this.#reports.find(url.slice(PREFIX.length));
    return checked === undefined ? null : reportPage(this.#say, checked.report, checked.signer, nonce);
  }
}
