import { beforeEach, describe, expect, it } from 'vitest';
import { failed } from '../core/errors';
import type { LookSummary } from '../core/look/model';
import type { LookRequest, Question } from '../engine/look-messages';
import type { Answer } from '../shared/ipc/contract';
import type { LookProcess } from './look-host';
import type { LookRooms } from './look-rooms';
import { Looks } from './looks';

const request = { source: '/a.zip', key: null, databasePasswords: [] };

/** A process whose end is in the test's hands. */
class Scripted implements LookProcess {
  readonly request: LookRequest;
  readonly opened: Promise<Answer<LookSummary>>;
  readonly gone: Promise<void>;
  readonly asked: AbortSignal[] = [];
  open: (outcome: Answer<LookSummary>) => void = () => {};
  die: () => void = () => {};

  constructor(given: LookRequest) {
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
let looks: Looks;

beforeEach(() => {
  processes = [];
  told = [];
  standing = [];
  let made = 0;
  const rooms = {
    make: async () => {
      standing.push(`room ${(made += 1)}`);
      return `room ${made}`;
    },
    remove: async (room: string) => {
      standing = standing.filter((each) => each !== room);
    },
  } as unknown as LookRooms;
  looks = new Looks(
    (given) => {
      const made = new Scripted(given);
      processes.push(made);
      return made;
    },
    rooms,
    {
      progress: () => {},
      opened: (look, { ok }) => told.push(`${look} ${ok ? 'opened' : 'failed'}`),
      ended: (look) => told.push(`${look} ended`),
    },
  );
});

const summary = { entries: 1 } as LookSummary;
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a look', () => {
  it('has a room of its own, and leaves nothing when it is ended', async () => {
    const id = await looks.start(request);
    expect(processes[0]?.request.scratchParent).toBe('room 1');
    processes[0]?.open({ ok: true, value: summary });
    await settle();
    await looks.end(id);
    expect(standing).toEqual([]);
    expect(looks.present).toBe(false);
    // Whoever asked for the end is not told of it.
    expect(told).toEqual([`${id} opened`]);
  });

  it('ends the one before', async () => {
    const [first, second] = await Promise.all([looks.start(request), looks.start(request)]);
    expect(standing).toEqual(['room 2']);
    await expect(Promise.resolve().then(() => looks.ask<'tables'>(first, { kind: 'tables' }))).rejects.toMatchObject({
      failure: { code: 'cancelled' },
    });
    void looks.ask<'tables'>(second, { kind: 'tables' });
  });

  it('that fails to open is over, and leaves nothing', async () => {
    const id = await looks.start(request);
    processes[0]?.open({ ok: false, error: failed('wrong-key', { given: null }).failure });
    await settle();
    expect(told).toEqual([`${id} failed`]);
    expect(looks.present).toBe(false);
    expect(standing).toEqual([]);
  });

  it('whose process dies, and one that is ended for all, is told to the window', async () => {
    const first = await looks.start(request);
    processes[0]?.open({ ok: true, value: summary });
    await settle();
    processes[0]?.die();
    await settle();
    const second = await looks.start(request);
    processes[1]?.open({ ok: true, value: summary });
    await settle();
    await looks.endAll();
    expect(told).toEqual([`${first} opened`, `${first} ended`, `${second} opened`, `${second} ended`]);
    expect(standing).toEqual([]);
  });

  it('takes out one selection at a time, which can be stopped', async () => {
    const id = await looks.start(request);
    const question: Extract<Question, { kind: 'extract' }> = {
      kind: 'extract',
      chosen: [0],
      place: { kind: 'folder', path: '/out' },
      overwrite: false,
    };
    const first = looks.extract(id, question);
    expect(looks.extracting).toBe(true);
    await expect(looks.extract(id, question)).rejects.toMatchObject({ failure: { code: 'unexpected' } });
    looks.stop(id);
    await expect(first).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(looks.extracting).toBe(false);
  });
});
