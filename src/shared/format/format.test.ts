import { describe, expect, test } from 'vitest';
import { formatAge } from './age';
import { dayKey, formatDay, formatMoment, formatShortDay, formatTime, formatZone } from './dates';
import { formatElapsed, formatRemaining } from './duration';
import { formatRate } from './rate';

describe('rates', () => {
  test('says bytes per second', () => {
    expect(formatRate(48.2 * 1024 * 1024)).toBe('48.2 MiB/s');
    expect(formatRate(12.7)).toBe('13 bytes/s');
  });
});

describe('durations', () => {
  test.each([
    [340, '340 ms'],
    [4230, '4.2 secs'],
    [9960, '10 secs'],
    [200_000, '3 mins 20 secs'],
    [3_900_000, '1 hr 5 mins'],
  ])('%d milliseconds took %s', (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
  });

  test.each([
    [0.4, '5 secs'],
    [31, '35 secs'],
    [61, '1 min 10 secs'],
    [601, '11 mins'],
    [3600, '1 hr'],
  ])('%d seconds remain: %s', (seconds, text) => {
    expect(formatRemaining(seconds)).toBe(text);
  });
});

describe('dates', () => {
  const iso = '2026-11-21T23:30:00.123456Z';

  test('says day and time in the named zone', () => {
    expect(formatTime(iso, 'UTC')).toBe('23:30');
    // Whether a comma follows the weekday differs between releases of the locale data.
    expect(formatDay(iso, 'UTC')).toMatch(/^Saturday,? 21 November 2026$/);
    expect(formatShortDay(iso, 'UTC')).toBe('21 Nov 2026');
    expect(formatMoment(iso, 'UTC')).toMatch(/^21 November 2026(?: at|,) 23:30$/);
    expect(formatDay(iso, 'Europe/Berlin')).toMatch(/^Sunday,? 22 November 2026$/);
    expect(formatZone(Date.parse(iso), 'UTC')).toBe('UTC');
  });

  test('sorts days by a key of the same zone', () => {
    expect(dayKey(iso, 'UTC')).toBe('2026-11-21');
    expect(dayKey(iso, 'Europe/Berlin')).toBe('2026-11-22');
  });

  test('does not choke on what is no date', () => {
    expect(formatDay('yesterday')).toBe('–');
    expect(dayKey('yesterday')).toBe('');
  });
});

describe('ages', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  test.each([
    ['2026-11-21T12:00:30Z', '0 minutes ago'],
    ['2026-11-21T11:20:00Z', '40 minutes ago'],
    ['2026-11-21T03:00:00Z', '9 hours ago'],
    ['2026-11-20T11:00:00Z', '1 day ago'],
    ['2026-08-01T00:00:00Z', '3 months ago'],
    ['2023-11-01T00:00:00Z', '3 years ago'],
    ['never', ''],
  ])('%s was %s', (iso, text) => {
    expect(formatAge(iso, now)).toBe(text);
  });
});
