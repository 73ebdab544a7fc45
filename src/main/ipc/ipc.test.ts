import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { channelOf, DROP_CHANNEL } from '../../shared/ipc/channels';
import { START_PAGE } from '../electron/bundle-path';
import { answerCalls, answerDrops, type Handlers, notify } from './ipc';

type Answering = (
  event: { senderFrame: unknown },
  input: unknown,
) => Promise<{ ok: boolean; error?: { code: string; params: unknown } }>;

const electron = vi.hoisted(() => ({ ipcMain: { handle: null as unknown } }));

vi.mock('electron', () => electron);

const answering = new Map<string, Answering>();
const mainFrame = { url: START_PAGE };
const forgotten: unknown[] = [];
const opened: string[] = [];
let gone: boolean;
let sent: [string, unknown][];
const window = {
  isDestroyed: () => gone,
  webContents: { mainFrame, send: (channel: string, payload: unknown) => void sent.push([channel, payload]) },
} as unknown as BrowserWindow;

beforeEach(() => {
  gone = false;
  sent = [];
  forgotten.length = 0;
  opened.length = 0;
  answering.clear();
  electron.ipcMain.handle = (channel: string, handler: Answering) => void answering.set(channel, handler);
  answerCalls({ 'keys.forget': (input: unknown) => (forgotten.push(input), null) } as unknown as Handlers, window);
  const file = {
    token: 'x'.repeat(32),
    name: 'a.zip',
    folder: '/a',
    bytes: 1,
    format: 'zip' as const,
    needs: 'nothing' as const,
    holds: 'portal-export' as const,
    said: {},
  };
  answerDrops(async (path) => (opened.push(path), file), window);
});

async function ask(channel: string, senderFrame: unknown, input: unknown) {
  const answer = await answering.get(channel)?.({ senderFrame }, input);
  return answer?.ok === true ? 'answered' : answer?.error;
}

const input = { key: 'x'.repeat(32) };
const refused = (what: string) => ({
  code: 'unexpected',
  params: { detail: expect.stringContaining(`${what} refused`) as string },
});

describe('a call of the window', () => {
  test('is answered for its own main frame', async () => {
    expect(await ask(channelOf('keys.forget'), mainFrame, input)).toBe('answered');
    expect(forgotten).toEqual([input]);
  });

  test.each([
    ['a frame within the page, of the same address', { url: START_PAGE }],
    ['a frame that is gone', null],
  ])('is refused for %s', async (_whose, frame) => {
    expect(await ask(channelOf('keys.forget'), frame, input)).toMatchObject(refused('sender'));
    expect(await ask(DROP_CHANNEL, frame, { path: '/a/b.zip' })).toMatchObject(refused('sender'));
    expect([forgotten, opened]).toEqual([[], []]);
  });

  test('is refused when the window is gone', async () => {
    gone = true;
    expect(await ask(channelOf('keys.forget'), mainFrame, input)).toMatchObject(refused('sender'));
    notify(window, 'privacy.changed', {});
    expect([forgotten, sent]).toEqual([[], []]);
  });
});

test('opens what was dropped by its whole path alone', async () => {
  expect(await ask(DROP_CHANNEL, mainFrame, { path: '/a/b.zip' })).toBe('answered');
  for (const path of ['b.zip', '../b.zip', '', `/${'a'.repeat(70_000)}`]) {
    expect(await ask(DROP_CHANNEL, mainFrame, { path })).toMatchObject(refused('input'));
  }
  expect(opened).toEqual(['/a/b.zip']);
});

test('tells the window nothing that an event has no place for', () => {
  notify(window, 'privacy.warning', { seconds: 5, secret: 'x' } as { seconds: number });
  expect(sent).toEqual([[channelOf('privacy.warning'), { seconds: 5 }]]);
});
