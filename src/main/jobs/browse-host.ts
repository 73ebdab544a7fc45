import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { z } from 'zod';
import type { BrowseSummary } from '../../core/browse/model';
import { type Failure, failed, type Outcome, SalvorError } from '../../core/errors';
import type { Progress } from '../../core/restore/model';
import {
  type AnswerTo,
  answerSchemas,
  type BrowseRequest,
  fromBrowseSchema,
  type Question,
  type QuestionKind,
  type ToBrowse,
} from '../../engine/browse-messages';
import { bareEnvironment } from '../electron/environment';
import { endProcess, Silence } from '../electron/process-end';
import { checkOutcome } from './check-outcome';
import { ENGINE_ARGUMENTS } from './engine-flags';

/** How long it may take to close its files before its process is ended. */
const CLOSE_MS = 3_000;
/** And how long its end is waited for then. What it leaves on the disk is swept by the next start. */
const GONE_MS = 10_000;
/** One that says nothing for so long though it was asked has stopped in a place where it cannot notice that itself. */
const SILENT_MS = 75 * 60_000;

/** An archive that is open in a process of its own. */
export interface BrowseProcess {
  /** Never rejects: why it did not open is in it. */
  readonly opened: Promise<Outcome<BrowseSummary>>;
  /** Resolves when the process is gone, for whatever reason, or does not go though it was killed. */
  readonly gone: Promise<void>;
  /** Asks about the archive. What is under way can be stopped by `signal`. @throws what the question failed with */
  ask<K extends QuestionKind>(question: Extract<Question, { kind: K }>, signal?: AbortSignal): Promise<AnswerTo<K>>;
  /** Closes the archive and ends the process; resolves when it is gone. */
  close(): Promise<void>;
}

const schemas: { readonly [K in QuestionKind]: z.ZodType<AnswerTo<K>> } = answerSchemas;

/** Opens an archive in a utility process. Secrets go in by message, never by arguments or environment. */
export function openBrowse(request: BrowseRequest, report: (progress: Progress) => void): BrowseProcess {
  const child = utilityProcess.fork(join(import.meta.dirname, 'browse.js'), [], {
    serviceName: 'Salvor look',
    env: bareEnvironment(),
    execArgv: ENGINE_ARGUMENTS,
    stdio: app.isPackaged ? 'ignore' : 'inherit',
  });
  const tell = (message: ToBrowse) => child.postMessage(message);
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let asked = 0;
  let ended = false;

  let leave = () => {};
  let failure: Failure = failed('cancelled', {}).failure;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    leave = () => {
      endProcess(child);
      setTimeout(resolve, GONE_MS).unref();
    };
  });
  let isOpen = false;
  const silence = new Silence(
    SILENT_MS,
    () => isOpen && waiting.size === 0,
    (seconds) => {
      failure = failed('stalled', { seconds }).failure;
      leave();
    },
  );
  const opened = new Promise<Outcome<BrowseSummary>>((resolve) => {
    child.on('message', (data: unknown) => {
      silence.broken();
      const message = fromBrowseSchema.safeParse(data);
      if (!message.success) {
        leave();
      } else if (message.data.type === 'progress') {
        report(message.data.progress);
      } else if (message.data.type === 'opened') {
        isOpen = true;
        resolve(message.data.outcome);
      } else {
        const { id, outcome } = message.data;
        waiting.get(id)?.(outcome);
        waiting.delete(id);
      }
    });
    void gone.then(() => {
      ended = true;
      silence.over();
      const outcome: Outcome<never> = { ok: false, error: failure };
      resolve(outcome);
      for (const settle of waiting.values()) settle(outcome);
    });
  });

  tell({ type: 'open', request });
  return {
    opened,
    gone,
    async ask<K extends QuestionKind>(question: Extract<Question, { kind: K }>, signal?: AbortSignal) {
      if (ended) throw failed('cancelled', {});
      const id = (asked += 1);
      const stop = () => tell({ type: 'stop', id });
      const outcome = await new Promise<Outcome<AnswerTo<K>>>((resolve) => {
        const schema = schemas[question.kind as K];
        waiting.set(id, (ended) => resolve(checkOutcome(schema, ended, `the answer to ${question.kind}`)));
        tell({ type: 'ask', id, question });
        signal?.addEventListener('abort', stop, { once: true });
      });
      signal?.removeEventListener('abort', stop);
      if (!outcome.ok) throw new SalvorError(outcome.error);
      return outcome.value;
    },
    close() {
      if (!ended) {
        tell({ type: 'close' });
        const impatience = setTimeout(leave, CLOSE_MS);
        void gone.then(() => clearTimeout(impatience));
      }
      return gone;
    },
  };
}
