import type { Failure } from '../core/errors';
import { explain, type Say, type Sentences } from '../shared/messages/catalogue';
import { chooseLocale } from '../shared/messages/languages';
import { readSentence } from '../shared/messages/sentence';

/**
 * The page carries its own sentences and those of custody's failures alone, to stay small enough to be printed or
 * mailed.
 */
const files = import.meta.glob<Sentences>('../shared/messages/*/{recovery-page,custody-errors}.json', {
  eager: true,
  import: 'default',
});
const sentencesIn = (language: string): Sentences => ({
  ...files[`../shared/messages/${language}/recovery-page.json`],
  ...files[`../shared/messages/${language}/custody-errors.json`],
});

/** The language of the browser, where the page has it. */
export const locale = chooseLocale(navigator.languages);
const english = sentencesIn('en');
const translation = locale === 'en' ? {} : sentencesIn(locale);

export const say: Say = (key, values) => {
  const translated = translation[key];
  return translated === undefined
    ? readSentence(english[key] ?? key)(values)
    : readSentence(translated, locale)(values);
};

/** Title, what happened and what to do of a failure; of one that custody does not name, what the browser said. */
export function explained(failure: Failure): { title: string; happened: string; next: string } {
  if (`error.${failure.code}.title` in english) return explain(say, failure);
  const detail = failure.code === 'unexpected' ? failure.params.detail : failure.code;
  return { title: say('recovery.trouble.heading'), happened: say('recovery.trouble.unexpected', { detail }), next: '' };
}
