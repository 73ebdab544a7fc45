import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Clearings } from '../custody/clearings';
import { coverWithPage, lockWhenAway } from './vault-locks';

const electron = vi.hoisted(() => ({ app: null as unknown, powerMonitor: null as unknown, ipcMain: {} }));

vi.mock('electron', () => electron);

type Parts = Parameters<typeof lockWhenAway>[1];

let app: EventEmitter;
let power: EventEmitter & { idle: number };
let locked: string[];
let told: [string, unknown][];
let recoveries: { inSight: boolean; overdue: boolean; covered: string[]; wiped: number };
let browseSessions: { extracting: boolean };
let vaultSession: { isOpen: boolean; reasons: string[] };

const roomsOf = () =>
  ({
    window: {
      isDestroyed: () => false,
      webContents: { send: (channel: string, payload: unknown) => void told.push([channel, payload]) },
    },
    vaultSession: Object.assign(vaultSession, { lock: (reason: string) => void vaultSession.reasons.push(reason) }),
    ceremonies: { wipe: async () => {} },
    recoveries: {
      get inSight() {
        return recoveries.inSight;
      },
      expire: () => recoveries.overdue,
      pause: (reason: string) => void recoveries.covered.push(reason),
      wipe: () => void (recoveries.wiped += 1),
    },
    browseSessions,
    clipboard: { holds: false },
    clearings: new Clearings(),
    settings: { current: { lockAfter: 5 } },
  }) as unknown as Parts;

beforeEach(() => {
  vi.useFakeTimers();
  app = new EventEmitter();
  power = Object.assign(new EventEmitter(), { idle: 0, getSystemIdleTime: () => power.idle });
  Object.assign(electron, { app, powerMonitor: power });
  locked = [];
  told = [];
  recoveries = { inSight: false, overdue: false, covered: [], wiped: 0 };
  browseSessions = { extracting: false };
  vaultSession = { isOpen: false, reasons: [] };
  lockWhenAway(async (reason) => void locked.push(reason), roomsOf());
});

afterEach(() => {
  app.emit('will-quit', { preventDefault: () => {} });
  vi.useRealTimers();
});

const idleFor = async (seconds: number) => {
  power.idle = seconds;
  await vi.advanceTimersByTimeAsync(5_000);
};

describe('Salvor locks', () => {
  test('with the screen, when the machine sleeps, and after a while without a touch, vault or no vault', async () => {
    power.emit('lock-screen');
    power.emit('suspend');
    await idleFor(299);
    await idleFor(300);
    expect(locked).toEqual(['screen', 'suspend', 'idle']);
  });

  test('not while someone waits for what is taken out of an archive, unless the vault is open', async () => {
    browseSessions.extracting = true;
    await idleFor(400);
    expect(locked).toEqual([]);
    vaultSession.isOpen = true;
    await idleFor(400);
    expect(locked).toEqual(['idle']);
  });

  test('after a warning, where a recovery is in sight', async () => {
    recoveries.inSight = true;
    await idleFor(250);
    await idleFor(0);
    expect(told).toEqual([
      ['salvor:privacy.warning', { seconds: 50 }],
      ['salvor:privacy.warning', { seconds: null }],
    ]);
  });

  test('and says so when a covered recovery was cleared', async () => {
    recoveries.overdue = true;
    await idleFor(0);
    expect(told).toEqual([['salvor:privacy.changed', {}]]);
  });

  test('for good when it ends', () => {
    app.emit('will-quit', { preventDefault: () => {} });
    expect([vaultSession.reasons, recoveries.wiped]).toEqual([['person'], 1]);
  });
});

describe('a page that goes', () => {
  test.each([
    ['did-start-navigation', { isMainFrame: true, isSameDocument: false }, 1],
    ['render-process-gone', {}, 1],
    ['did-start-navigation', { isMainFrame: true, isSameDocument: true }, 0],
    ['did-start-navigation', { isMainFrame: false, isSameDocument: false }, 0],
  ])('covers the recovery and forgets cards: %s %j', (name, details, times) => {
    const webContents = new EventEmitter();
    let forgotten = 0;
    coverWithPage({ webContents } as unknown as BrowserWindow, roomsOf().recoveries, {
      forgetAll: () => void (forgotten += 1),
    } as never);
    webContents.emit(name, details);
    expect([recoveries.covered.length, forgotten]).toEqual([times, times]);
  });
});
