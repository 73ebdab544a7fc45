import type { Failure } from '../../core/errors';
import type { FoundInstead } from '../../core/found-instead';
import type { Warning } from '../../core/proof/model';
import { formatIn } from '../format/locale';
import { formatSize } from '../format/size';
import app from './en/app.json' with { type: 'json' };
import batch from './en/batch.json' with { type: 'json' };
import look from './en/browse.json' with { type: 'json' };
import ceremony from './en/ceremony.json' with { type: 'json' };
import cli from './en/cli.json' with { type: 'json' };
import custodyErrors from './en/custody-errors.json' with { type: 'json' };
import errors from './en/errors.json' with { type: 'json' };
import escrow from './en/escrow.json' with { type: 'json' };
import formats from './en/formats.json' with { type: 'json' };
import keys from './en/keys.json' with { type: 'json' };
import logbook from './en/logbook.json' with { type: 'json' };
import main from './en/main.json' with { type: 'json' };
import privacy from './en/privacy.json' with { type: 'json' };
import proof from './en/proof.json' with { type: 'json' };
import recovery from './en/recovery.json' with { type: 'json' };
import recoveryPage from './en/recovery-page.json' with { type: 'json' };
import report from './en/report.json' with { type: 'json' };
import resume from './en/resume.json' with { type: 'json' };
import { type Locale, PSEUDO } from './languages';
import { pseudo } from './pseudo';
import { readSentence } from './sentence';

/** Every sentence that a person can read, in ICU message syntax, by key; no key is in two of them. */
const ENGLISH = [
  // The one that a command needs first.
  cli,
  app,
  ceremony,
  custodyErrors,
  batch,
  errors,
  escrow,
  formats,
  keys,
  logbook,
  look,
  main,
  privacy,
  proof,
  recovery,
  recoveryPage,
  report,
  resume,
];

type KeyIn<Part> = Part extends unknown ? keyof Part : never;
export type MessageKey = KeyIn<(typeof ENGLISH)[number]>;
export type MessageValues = Record<string, string | number | boolean | null>;

/** Some sentences in one language, by key. */
export type Sentences = Partial<Record<MessageKey, string>>;

/** Says `key` with its values filled in. Throws when a value that the sentence needs is missing. */
export type Say = (key: MessageKey, values?: MessageValues) => string;

/** Loads the sentences of a language; numbers and dates of this process follow it from then on. */
export async function loadSpeaker(locale: Locale): Promise<Say> {
  formatIn(locale);
  if (locale === 'en' || locale === PSEUDO) return speaker(locale);
  const { loadTranslation } = await import('./translations');
  return speaker(locale, await loadTranslation(locale));
}

/** @param translation into `locale`; what it lacks is said in English */
export function speaker(locale: Locale, translation: readonly Sentences[] = []): Say {
  const read = new Map<MessageKey, ReturnType<typeof readSentence>>();
  return (key, values) => {
    const sentence = read.get(key) ?? sentenceOf(key, locale, translation);
    read.set(key, sentence);
    return sentence(values);
  };
}

function sentenceOf(
  key: MessageKey,
  locale: Locale,
  translation: readonly Sentences[],
): ReturnType<typeof readSentence> {
  const translated = textIn(translation, key);
  if (translated !== undefined) return readSentence(translated, locale);
  const english = textIn(ENGLISH, key) ?? key;
  return readSentence(locale === PSEUDO ? pseudo(english) : english);
}

/** One object of them all would take longer to make than the start of a command can spare. */
function textIn(parts: readonly Sentences[], key: MessageKey): string | undefined {
  return parts.find((part) => key in part)?.[key];
}

/**
 * The facts of a failure or a warning as its sentences take them: every number also as a size in words (`free` comes
 * with `freeSize`, "1.2 GiB"), what was seen instead of what was expected in words (`foundWords`), and an empty text as
 * null, so that a sentence can leave it out.
 */
function factValues(say: Say, facts: Failure['params'] | Warning['params']): MessageValues {
  const values: MessageValues = {};
  for (const [name, value] of Object.entries(facts) as [string, string | number | null][]) {
    values[name] = value === '' ? null : value;
    if (typeof value === 'number') values[`${name}Size`] = formatSize(value);
    else if (value === null) values[`${name}Size`] = null;
    // Without a look into the catalogue: the recovery page, which takes this function, is to carry none of it.
    else if (name === 'found') values.foundWords = say(`proof.seen.${value as FoundInstead}`);
  }
  return values;
}

/** The sentences of one failure: a short title, what happened, what is safe, and what to do next. */
export function explain(say: Say, failure: Failure): { title: string; happened: string; safe: string; next: string } {
  const values = factValues(say, failure.params);
  return {
    title: say(`error.${failure.code}.title`, values),
    happened: say(`error.${failure.code}.happened`, values),
    safe: say(`error.${failure.code}.safe`, values),
    next: say(`error.${failure.code}.next`, values),
  };
}

/** The sentences of one warning of a proof: a short title, and what to know and do. */
export function explainWarning(say: Say, { code, params }: Warning): { title: string; text: string } {
  const values = factValues(say, params);
  return { title: say(`proof.warning.${code}.title`, values), text: say(`proof.warning.${code}.text`, values) };
}
