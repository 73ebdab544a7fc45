import type { BrowserWindow } from 'electron';
import { beforeEach, expect, test, vi } from 'vitest';
import { READY_CHANNEL } from '../../shared/ipc/channels';
import { START_PAGE } from '../electron/bundle-path';
import { answerReady } from './ready';

type Answering = (event: { senderFrame: unknown }, input?: unknown) => Promise<unknown>;

const electron = vi.hoisted(() => ({ ipcMain: { handle: null as unknown } }));

vi.mock('electron', () => electron);

const mainFrame = { url: START_PAGE };
const window = { isDestroyed: () => false, webContents: { mainFrame } } as unknown as BrowserWindow;
let answering: Answering;
let ready: () => void;

beforeEach(() => {
  electron.ipcMain.handle = (channel: string, handler: Answering) => {
    expect(channel).toBe(READY_CHANNEL);
    answering = handler;
  };
  ready = answerReady(window);
});

test('the page waits until its calls can be answered, and not again', async () => {
  let told = false;
  const waiting = answering({ senderFrame: mainFrame }).then(() => (told = true));
  await Promise.resolve();
  expect(told).toBe(false);
  ready();
  await waiting;
  await answering({ senderFrame: mainFrame });
});

test.each([
  ['another frame', { url: START_PAGE }, undefined],
  ['no frame', null, undefined],
  ['an input', mainFrame, 1],
])('%s is refused', async (_, senderFrame, input) => {
  ready();
  await expect(answering({ senderFrame }, input)).rejects.toThrow('refused');
});
