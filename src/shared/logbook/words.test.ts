import { describe, expect, test } from 'vitest';
import { LOG_EVENTS, type LogEntry } from '../../core/custody/logbook/model';
import { speaker } from '../messages/catalogue';
import { LOCALES } from '../messages/languages';
import { findingWords, logWords } from './words';

const share = { set: '0102030405', generation: 1, share: 2 };
const entry = (what: string, facts: Record<string, unknown>, outcome = 'ok'): LogEntry => ({
  number: 1,
  when: '2026-11-21T00:00:00.000Z',
  who: 'Ada',
  what,
  version: '1',
  outcome,
  facts,
  previous: '0'.repeat(64),
});

describe('a line of the logbook in words', () => {
  test.each(LOG_EVENTS)('%s has words of its own, also where its facts cannot be read', (what) => {
    for (const locale of LOCALES) {
      const words = logWords(speaker(locale), entry(what, { nothing: 'known' }));
      expect(words).toMatchObject({ detail: '', failure: null });
      expect(words.what).not.toContain(what === 'drill' ? '{' : '-');
    }
  });

  test('names the share by the set as people know it', () => {
    const say = speaker('en');
    expect(logWords(say, entry('custodian-replaced', { ...share, from: 'Bo', to: 'Dee' }))).toEqual({
      what: 'Custodian replaced',
      detail: 'Share 2 of QYPQ-XPQ9 · 1 · Bo → Dee',
      failure: null,
    });
    expect(logWords(say, entry('restore', { archive: null, from: 'https://a', keyFingerprint: null })).detail).toBe(
      'https://a',
    );
  });

  test('tells how it failed, and what a later version has written by its own name', () => {
    const say = speaker('en');
    expect(logWords(say, entry('open', {}, 'altered')).failure).toBe('The archive was altered');
    expect(logWords(say, entry('not-yet-known', {}, 'no-such-code'))).toEqual({
      what: 'not-yet-known',
      detail: '',
      failure: 'no-such-code',
    });
  });

  test('says of a run of lines that are gone which ones they are', () => {
    const say = speaker('en');
    expect(findingWords(say, { kind: 'removed', line: 4, from: 4, to: 5 })).toBe(
      'Entries 4 to 5 were removed. They should stand at line 4.',
    );
    expect(findingWords(say, { kind: 'moved', line: 2, from: 2, to: 3 })).toBe(
      'The 2 lines from line 2 on belong elsewhere: entries 2 to 3 are out of order.',
    );
  });
});
