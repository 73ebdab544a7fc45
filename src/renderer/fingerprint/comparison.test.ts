import { describe, expect, test } from 'vitest';
import { compare } from './comparison';

const server = '25e4:effe:c971:cbf1';

describe('comparing a typed fingerprint with the server’s', () => {
  test.each([
    ['25e4:effe:c971:cbf1'],
    ['25E4 EFFE C971 CBF1'],
    ['25e4effec971cbf1'],
    ['  25e4-effe-c971-cbf1\n'],
    ['Fingerprint: 25e4:effe:c971:cbf1 (X25519)'],
  ])('takes %j as equal', (text) => {
    expect(compare(server, text)).toEqual({
      typed: ['25e4', 'effe', 'c971', 'cbf1'],
      groups: ['same', 'same', 'same', 'same'],
      verdict: 'same',
    });
  });

  test('names the group that differs by one digit', () => {
    const { groups, verdict } = compare(server, '25e4:effe:c970:cbf1');
    expect(groups).toEqual(['same', 'same', 'different', 'same']);
    expect(verdict).toBe('different');
  });

  test('waits for the rest while what is typed agrees so far', () => {
    const { typed, groups, verdict } = compare(server, '25e4 ef');
    expect(typed).toEqual(['25e4', 'ef', '', '']);
    expect(groups).toEqual(['same', 'unfinished', 'missing', 'missing']);
    expect(verdict).toBe('unfinished');
  });

  test('tells a difference before the group is complete', () => {
    expect(compare(server, '25e4:f').groups[1]).toBe('different');
  });

  test('calls nothing empty, and other words unreadable', () => {
    expect(compare(server, ' ').verdict).toBe('empty');
    expect(compare(server, 'tsppk_abc').verdict).toBe('unreadable');
  });

  test('never takes a longer run of digits for a fingerprint', () => {
    expect(compare(server, '25e4effec971cbf1aa').verdict).toBe('unreadable');
    expect(compare(server, '25e4:effe:c971:cbf1:25e4').verdict).not.toBe('same');
  });
});
