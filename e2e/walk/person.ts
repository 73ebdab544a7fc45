import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import type { FailureCode } from '../../src/core/errors';
import { type MessageKey, type MessageValues, type Say, speaker } from '../../src/shared/messages/catalogue';
import type { Locale } from '../../src/shared/messages/languages';
import type { LaunchedApp } from '../support/launch';

/**
 * Someone before the window, who knows it by its words: every name comes from the message catalogue, so that the same
 * steps walk through the app in each of its languages.
 */
export class Person {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly say: Say;

  constructor(salvor: LaunchedApp, locale: Locale = 'en') {
    this.app = salvor.app;
    this.page = salvor.page;
    this.say = speaker(locale);
  }

  /** The heading of the screen, which is the one `h1`. */
  get heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** The one action of the screen that leads on; where there is one. */
  get primary(): Locator {
    return this.page.locator('main .action-primary');
  }

  /** Where the screen says what is chosen or still missing. */
  get status(): Locator {
    return this.page.locator('.screen-status');
  }

  /** The failure that the screen shows. */
  get failure(): Locator {
    return this.page.getByRole('main').getByRole('alert');
  }

  button(key: MessageKey, values?: MessageValues): Locator {
    return this.page.getByRole('button', { name: this.say(key, values), exact: true });
  }

  field(key: MessageKey): Locator {
    return this.page.getByRole('textbox', { name: this.say(key), exact: true });
  }

  words(key: MessageKey, values?: MessageValues): Locator {
    return this.page.getByText(this.say(key, values), { exact: true });
  }

  async press(key: MessageKey, values?: MessageValues): Promise<void> {
    await this.button(key, values).click();
  }

  async arrivesAt(key: MessageKey): Promise<void> {
    await expect(this.heading).toHaveText(this.say(key));
  }

  /** The screen of a restore or drill that proved its archive, with warnings or without. */
  async arrivesAtProof(): Promise<void> {
    await expect(this.heading).toContainText(this.say('app.drills.proven'));
  }

  /** The failure within a screen, told by its title and its code. */
  async isTold(code: FailureCode): Promise<void> {
    await expect(this.failure.filter({ hasText: code })).toContainText(this.say(`error.${code}.title`));
  }

  /** A whole screen that tells how a restore ended without a file. */
  async isToldAtTheEnd(code: FailureCode): Promise<void> {
    await expect(this.heading).toHaveText(this.say(`error.${code}.title`));
    await expect(this.failure).toContainText(code);
  }

  /** The entry of a server of one's own on the left, by its site's name. They stand below the practice server's. */
  server(site: string): Locator {
    return this.page.getByRole('complementary').getByRole('button').filter({ hasText: site }).last();
  }
}
