import { expect } from '@playwright/test';
import { type DebuggedPage, evaluate } from './devtools';

/**
 * A person's hands in the page of a packed app, which only the debugging port reaches: everything is found by its
 * words.
 */
export class PackedPage {
  readonly #page: DebuggedPage;

  constructor(page: DebuggedPage) {
    this.#page = page;
  }

  /** The text of the heading. */
  heading(): Promise<unknown> {
    return evaluate(this.#page, `document.querySelector('h1')?.textContent ?? ''`);
  }

  hasButton(name: string): Promise<unknown> {
    return evaluate(this.#page, `${buttonNamed(name)} !== undefined`);
  }

  /** The number of rows in what was looked into. */
  rows(): Promise<unknown> {
    return evaluate(this.#page, `document.querySelectorAll('.row-grid-row').length`);
  }

  /** Presses a button as soon as it is there and can be pressed. */
  async press(name: string): Promise<void> {
    await this.#once(`${buttonNamed(name)}`, 'found.click()');
  }

  /** Ticks a choice by the name that it begins with. */
  async choose(name: string): Promise<void> {
    await this.#once(
      `[...document.querySelectorAll('label')].find((label) => label.textContent.trim().startsWith(${JSON.stringify(name)}))`,
      'found.click()',
    );
  }

  /** Types into a field. React keeps its own copy of the value, so it is set by the element's own setter. */
  async type(name: string, text: string): Promise<void> {
    const field = `[...document.querySelectorAll('label')].find((label) => label.textContent.trim() === ${JSON.stringify(name)})?.control ?? undefined`;
    const typing = `Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(found, ${JSON.stringify(text)});
      found.dispatchEvent(new Event('input', { bubbles: true }))`;
    await this.#once(field, typing);
  }

  async #once(wanted: string, act: string): Promise<void> {
    await expect
      .poll(
        () =>
          evaluate(
            this.#page,
            `(() => { const found = ${wanted}; if (found === undefined) return false; ${act}; return true; })()`,
          ),
        { message: wanted },
      )
      .toBe(true);
  }
}

function buttonNamed(name: string): string {
  return `[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(name)} && button.checkVisibility() && !button.disabled)`;
}
