/// <reference types="vite/types/importMeta.d.ts" />
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FAILURE_CODES, type Failure, type FailureCode, failed } from '../../core/errors';
import { factSchemas } from '../../core/failure-schema';
import { FOUND_INSTEAD } from '../../core/found-instead';
import { type Warning, type WarningCode, warningParams } from '../../core/proof/model';
import { explain, explainWarning, loadSpeaker, type MessageKey, speaker } from './catalogue';
import custodyErrors from './en/custody-errors.json';
import generalErrors from './en/errors.json';
import proof from './en/proof.json';
import { chooseLocale, LANGUAGES } from './languages';
import { pseudo } from './pseudo';
import { readSentence } from './sentence';

const files = import.meta.glob<Record<string, string>>('./*/*.json', { eager: true, import: 'default' });
const filesOf = (language: string) => Object.keys(files).filter((path) => path.startsWith(`./${language}/`));
const sentencesOf = (language: string) => filesOf(language).flatMap((path) => Object.entries(files[path] ?? {}));
const errors = { ...generalErrors, ...custodyErrors };
const every = sentencesOf('en');

/** The names of all values that a message asks for. */
function placeholders(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return placeholders(element.children);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return [element.value, ...Object.values(element.options).flatMap((option) => placeholders(option.value))];
    }
    return [element.value];
  });
}

/** One example of each fact, nullable ones by `nullable`. */
function exampleFacts(shape: Record<string, z.ZodType>, nullable: 'present' | 'null'): object {
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => {
      if (nullable === 'null' && type.safeParse(null).success) return [name, null];
      const candidates = [`<${name}>`, 4711, ...(type instanceof z.ZodEnum ? type.options : [])];
      return [name, candidates.find((candidate) => type.safeParse(candidate).success)];
    }),
  );
}

function example(code: FailureCode, nullable: 'present' | 'null'): Failure {
  return failed(code, exampleFacts(factSchemas[code].shape, nullable) as never).failure;
}

/** What sentences may ask for: the facts, each number also as a size, and what was seen also in words. */
function sayable(shape: Record<string, z.ZodType>): ReadonlySet<string> {
  return new Set(
    Object.entries(shape).flatMap(([name, type]) => [
      name,
      ...(type.safeParse(1).success ? [`${name}Size`] : []),
      ...(name === 'found' ? ['foundWords'] : []),
    ]),
  );
}

test('no key is in two files', () => {
  const keys = every.map(([key]) => key);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test.each(every)('%s parses, and its pseudo-language keeps every placeholder', (_key, message) => {
  const plain = parse(message, { ignoreTag: true });
  expect(message.trim()).not.toBe('');
  expect(placeholders(pseudo(message)).sort()).toEqual(placeholders(plain).sort());
});

test('the two files of errors hold the four sentences of every failure and nothing else', () => {
  const wanted = FAILURE_CODES.flatMap((code) =>
    ['title', 'happened', 'safe', 'next'].map((part) => `error.${code}.${part}`),
  );
  expect(Object.keys(errors).sort()).toEqual(wanted.sort());
});

describe.each(FAILURE_CODES)('%s', (code) => {
  const sentences = (['title', 'happened', 'safe', 'next'] as const).map((part) => errors[`error.${code}.${part}`]);

  test('asks only for facts that the failure has', () => {
    const known = sayable(factSchemas[code].shape);
    const asked = sentences.flatMap((sentence) => placeholders(parse(sentence, { ignoreTag: true })));
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(['present', 'null'] as const)('can be said with its nullable facts %s', (nullable) => {
    for (const locale of ['en', 'en-XA'] as const) {
      const said = Object.values(explain(speaker(locale), example(code, nullable))).join(' ');
      expect(said).not.toMatch(/undefined|null|NaN|[{}]/);
    }
  });

  test('has a title of two to six words', () => {
    const words = errors[`error.${code}.title`].split(' ').length;
    expect(words).toBeLessThanOrEqual(6);
    expect(errors[`error.${code}.title`]).not.toMatch(/[.{]/);
  });
});

describe.each(Object.keys(warningParams) as WarningCode[])('the warning %s', (code) => {
  const shape: Record<string, z.ZodType> = warningParams[code].shape;
  const sentences = (['title', 'text'] as const).map((part) => proof[`proof.warning.${code}.${part}`]);

  test('asks only for facts that it has', () => {
    const known = sayable(shape);
    const asked = sentences.flatMap((sentence) => placeholders(parse(sentence, { ignoreTag: true })));
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(['present', 'null'] as const)('can be said with its nullable facts %s', (nullable) => {
    const { title, text } = explainWarning(speaker('en'), { code, params: exampleFacts(shape, nullable) } as Warning);
    // NaN may be what a manifest holds.
    expect(`${title} ${text}`).not.toMatch(/undefined|null|[{}]/);
  });
});

test('everything that can be found instead of what was expected has a name', () => {
  expect(
    Object.keys(proof)
      .filter((key) => key.startsWith('proof.seen.'))
      .sort(),
  ).toEqual(FOUND_INSTEAD.map((seen) => `proof.seen.${seen}`).sort());
});

test('the four ways an archive can be bad are told apart by every sentence', () => {
  const say = speaker('en');
  const codes = ['wrong-key', 'cut-short', 'altered', 'hash-changed-on-server'] as const;
  const explained = codes.map((code) => explain(say, example(code, 'present')));
  for (const part of ['title', 'happened', 'next'] as const) {
    expect(new Set(explained.map((sentences) => sentences[part])).size).toBe(codes.length);
  }
});

test('facts are put into their sentence', () => {
  const say = speaker('en');
  expect(explain(say, { code: 'cut-short', params: { have: 1_048_576, need: 2_097_152 } }).happened).toBe(
    'The archive stops after 1,048,576 of 2,097,152 bytes. Its end is missing.',
  );
  expect(explain(say, { code: 'disk-full', params: { path: '/a b', need: 5 * 1024 ** 3, free: 1024 } }).happened).toBe(
    '/a b needs 5.0 GiB, and its disk has 1.0 KiB free.',
  );
  expect(
    explain(say, { code: 'server-error', params: { host: 'h', status: 1503, message: '', retryAfter: null } }).happened,
  ).toBe('h answered with the error 1503.');
  expect(explain(say, { code: 'key-file-unreadable', params: { path: 'k', reason: 'ENOENT' } }).happened).toBe(
    'The key file k cannot be read: there is no such file.',
  );
});

test('the pseudo-language marks words and leaves values alone', () => {
  const said = speaker('en-XA')('error.destination-exists.happened' satisfies MessageKey, { path: '/plain/path' });
  expect(said).toContain('/plain/path');
  expect(said).not.toContain('exists');
});

test('every folder of sentences is a language, and every language has its folder', () => {
  const folders = new Set(Object.keys(files).map((path) => path.split('/')[1]));
  expect([...folders].sort()).toEqual([...LANGUAGES].sort());
});

describe.each(LANGUAGES)('the sentences in %s', (language) => {
  const english = new Map(every);

  test('stand in the same files as the English ones', () => {
    for (const path of filesOf(language)) {
      const same = files[path.replace(`./${language}/`, './en/')] ?? {};
      expect(
        Object.keys(files[path] ?? {}).filter((key) => !(key in same)),
        path,
      ).toEqual([]);
    }
  });

  test('ask for no value that the English ones do not ask for', () => {
    const asked = (text: string) => placeholders(parse(text, { ignoreTag: true }));
    for (const [key, text] of sentencesOf(language)) {
      const known = new Set(asked(english.get(key) ?? ''));
      expect(
        asked(text).filter((name) => !known.has(name)),
        key,
      ).toEqual([]);
    }
  });

  test('can be loaded', async () => {
    const say = await loadSpeaker(language);
    const [key, text] = sentencesOf(language).find(([, each]) => !/[{}']/.test(each)) ?? ['', ''];
    expect(say(key as MessageKey)).toBe(text);
    await loadSpeaker('en');
  });
});

test('a sentence that a translation lacks is said in English, by English rules', () => {
  const say = speaker('en', [{ 'app.action.try-again': '{n, plural, one {# Mal} other {# Male}}' }]);
  expect(say('app.action.try-again', { n: 2 })).toBe('2 Male');
  expect(say('app.scope.full')).toBe(speaker('en')('app.scope.full'));
});

test('plurals follow the rules of their language', () => {
  expect(readSentence('{n, plural, one {rok} few {roky} other {let}}', 'cs')({ n: 3 })).toBe('roky');
  expect(readSentence('{n, plural, one {rok} few {roky} other {let}}')({ n: 3 })).toBe('let');
});

test.each([
  [['en-XA'], 'en-XA'],
  [['en_XA.UTF-8'], 'en-XA'],
  [['', 'en-GB'], 'en'],
  [['en_US.UTF-8@euro'], 'en'],
  [['C'], 'en'],
  [['tlh', 'x'], 'en'],
  [[], 'en'],
])('of the preferred languages %j it speaks %s', (preferred, locale) => {
  expect(chooseLocale(preferred)).toBe(locale);
});
