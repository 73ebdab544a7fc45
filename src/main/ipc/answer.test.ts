import { describe, expect, test } from 'vitest';
import { failed } from '../../core/errors';
import { type CallName, calls } from '../../shared/ipc/contract';
import { answerMessage, type Sender } from './answer';

const answerCall = (name: CallName, handler: (input: unknown) => unknown, sender: Sender, input: unknown) =>
  answerMessage(name, calls[name], handler, sender, input);

const ours = { ownMainFrame: true, url: 'app://salvor/index.html' };

describe('answering a call', () => {
  test('gives the handler checked input and the window a plain answer', async () => {
    const seen: unknown[] = [];
    const answer = await answerCall(
      'keys.forget',
      (input) => {
        seen.push(input);
        return null;
      },
      ours,
      { key: 'abc' },
    );
    expect(answer).toEqual({ ok: true, value: null });
    expect(seen).toEqual([{ key: 'abc' }]);
  });

  test.each([
    ['another shape', { key: 7 }],
    ['a missing field', {}],
    ['a field too many', { key: 'abc', path: '/etc/passwd' }],
    ['nothing', undefined],
    ['text', 'abc'],
  ])('never calls the handler with %s', async (_what, input) => {
    let called = false;
    const answer = await answerCall(
      'keys.forget',
      () => {
        called = true;
        return null;
      },
      ours,
      input,
    );
    expect(answer).toEqual({
      ok: false,
      error: { code: 'unexpected', params: { detail: 'keys.forget: input refused' } },
    });
    expect(called).toBe(false);
  });

  test.each([
    ['a frame within the page', { ownMainFrame: false, url: 'app://salvor/index.html' }],
    ['a page from elsewhere', { ownMainFrame: true, url: 'https://salvor/index.html' }],
    ['another host of the scheme', { ownMainFrame: true, url: 'app://other/index.html' }],
    ['a frame that is gone', { ownMainFrame: true, url: null }],
  ])('refuses %s', async (_who, sender) => {
    let called = false;
    const answer = await answerCall(
      'keys.forget',
      () => {
        called = true;
        return null;
      },
      sender,
      { key: 'abc' },
    );
    expect(answer).toMatchObject({ ok: false, error: { params: { detail: 'keys.forget: sender refused' } } });
    expect(called).toBe(false);
  });

  test('lets nothing out that the contract does not know', async () => {
    const answer = await answerCall('keys.paste', () => ({ token: 'abc' }), ours, {
      text: 'x',
      removeWhitespace: false,
    });
    expect(answer).toMatchObject({ ok: false, error: { params: { detail: 'keys.paste: output refused' } } });
  });

  test('keeps to the fields of the contract', async () => {
    const held = { token: 'abc', fingerprint: '1:2', source: 'paste' };
    const answer = await answerCall('keys.paste', () => ({ ...held, text: 'tspsk_secret' }), ours, {
      text: 'x',
      removeWhitespace: false,
    });
    expect(answer).toEqual({ ok: true, value: held });
  });

  test('keeps the code and the facts of what was thrown', async () => {
    const answer = await answerCall(
      'keys.forget',
      () => {
        throw failed('unauthorised', { host: 'backup' });
      },
      ours,
      { key: 'abc' },
    );
    expect(answer).toEqual({ ok: false, error: { code: 'unauthorised', params: { host: 'backup' } } });
  });
});
