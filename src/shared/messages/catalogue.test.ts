import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FAILURE_CODES, type Failure, type FailureCode, failed } from '../../core/errors';
import { factSchemas } from '../../core/failure-schema';
import { FOUND_INSTEAD } from '../../core/found-instead';
import { type Warning, type WarningCode, warningParams } from '../../core/proof/model';
import { explain, explainWarning, type MessageKey, speaker } from './catalogue';
import app from './en/app.json';
import look from './en/browse.json';
import cli from './en/cli.json';
import custodyErrors from './en/custody-errors.json';
import generalErrors from './en/errors.json';
import escrow from './en/escrow.json';
import keys from './en/keys.json';
import logbook from './en/logbook.json';
import main from './en/main.json';
import privacy from './en/privacy.json';
import proof from './en/proof.json';
import recoveryPage from './en/recovery-page.json';
import report from './en/report.json';
import resume from './en/resume.json';
import { pseudo } from './pseudo';

const files: Record<string, Record<string, string>> = {
  app,
  cli,
  custodyErrors,
  generalErrors,
  escrow,
  keys,
  logbook,
  look,
  main,
  privacy,
  proof,
  recoveryPage,
  report,
  resume,
};
const errors = { ...generalErrors, ...custodyErrors };
const every = Object.values(files).flatMap((file) => Object.entries(file));

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

test('no key stands in two files', () => {
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
