import { beforeEach, describe, expect, test } from 'vitest';
import type { BrowseSummary } from '../../core/browse/model';
import { failed, type Outcome } from '../../core/errors';
import type { BrowseRequest, Question } from '../../engine/browse-messages';
import type { BrowseProcess } from './browse-host';
import { BrowseSessions } from './browse-sessions';

const request = { source: '/a.zip', key: null, databasePasswords: [] };

/** A process whose end is in the test's hands. */
class Scripted implements BrowseProcess {
  readonly request: BrowseRequest;
  readonly opened: Promise<Outcome<BrowseSummary>>;
  readonly gone: Promise<void>;
  readonly asked: AbortSignal[] = [];
  open: (outcome: Outcome<BrowseSummary>) => void = () => {};
  die: () => void = () => {};

  constructor(given: BrowseRequest) {
    this.request = given;
    this.opened = new Promise((resolve) => (this.open = resolve));
    this.gone = new Promise((resolve) => {
      this.die = () => {
        this.open({ ok: false, error: failed('cancelled', {}).failure });
        resolve();
      };
    });
  }

  ask<T>(_question: unknown, signal?: AbortSignal): Promise<T> {
    return new Promise((_, reject) => {
      if (signal === undefined) return;
      this.asked.push(signal);
      signal.addEventListener('abort', () => reject(failed('cancelled', {})));
    });
  }

  close(): Promise<void> {
    this.die();
    return this.gone;
  }
}

let processes: Scripted[];
let told: string[];
let standing: string[];
let browseSessions: BrowseSessions;

beforeEach(() => {
  processes = [];
  told = [];
  standing = [];
  let made = 0;
  const newScratch = () => {
    const path = `folder ${(made += 1)}`;
    return {
      path: async () => {
        standing.push(path);
        return path;
      },
      remove: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        standing = standing.filter((each) => each !== path);
      },
    };
  };
  browseSessions = new BrowseSessions(
    (given) => {
      const made = new Scripted(given);
      processes.push(made);
      return made;
    },
    newScratch,
    {
      progress: () => {},
      opened: (browsed, { ok }) => told.push(`${browsed} ${ok ? 'opened' : 'failed'}`),
      ended: (browsed) => told.push(`${browsed} ended`),
    },
  );
});

const summary = { entries: 1 } as BrowseSummary;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a look', () => {
  test('has a scratch folder of its own, and leaves nothing when it is ended', async () => {
    const id = await browseSessions.start(request);
    expect(processes[0]?.request.scratchParent).toBe('folder 1');
    processes[0]?.open({ ok: true, value: summary });
    await settle();
    await browseSessions.end(id);
    expect(standing).toEqual([]);
    expect(browseSessions.present).toBe(false);
    // The window asked for the end, so it hears nothing of it.
    expect(told).toEqual([`${id} opened`]);
  });

  test('ends the one before', async () => {
    const [first, second] = await Promise.all([browseSessions.start(request), browseSessions.start(request)]);
    expect(standing).toEqual(['folder 2']);
    await expect(
      Promise.resolve().then(() => browseSessions.ask<'tables'>(first, { kind: 'tables' })),
    ).rejects.toMatchObject({
      failure: { code: 'cancelled' },
    });
    void browseSessions.ask<'tables'>(second, { kind: 'tables' });
  });

  test('that fails to open is over, and leaves nothing', async () => {
    const id = await browseSessions.start(request);
    processes[0]?.open({ ok: false, error: failed('wrong-key', { given: null }).failure });
    await settle();
    expect(told).toEqual([`${id} failed`]);
    expect(browseSessions.present).toBe(false);
    expect(standing).toEqual([]);
  });

  test('whose process dies, or that is closed for all, is reported to the window', async () => {
    const first = await browseSessions.start(request);
    processes[0]?.open({ ok: true, value: summary });
    await settle();
    processes[0]?.die();
    await settle();
    const second = await browseSessions.start(request);
    processes[1]?.open({ ok: true, value: summary });
    await settle();
    await browseSessions.endAll();
    expect(told).toEqual([`${first} opened`, `${first} ended`, `${second} opened`, `${second} ended`]);
    expect(standing).toEqual([]);
  });

  test('is over for all only when its scratch folder is gone, also one that has just ended', async () => {
    await browseSessions.start(request);
    processes[0]?.die();
    await Promise.resolve();
    expect(standing).toEqual(['folder 1']);
    await browseSessions.endAll();
    expect(standing).toEqual([]);
  });

  test('takes out one selection at a time, which can be stopped', async () => {
    const id = await browseSessions.start(request);
    const question: Extract<Question, { kind: 'extract' }> = {
      kind: 'extract',
      chosen: [0],
      place: { kind: 'folder', path: '/out' },
      overwrite: false,
    };
    const first = browseSessions.extract(id, question);
    expect(browseSessions.extracting).toBe(true);
    await expect(browseSessions.extract(id, question)).rejects.toMatchObject({ failure: { code: 'unexpected' } });
    browseSessions.stop(id);
    await expect(first).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(browseSessions.extracting).toBe(false);
  });
});
