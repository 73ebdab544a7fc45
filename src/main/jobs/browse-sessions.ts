import { randomUUID } from 'node:crypto';
import type { BrowseSummary } from '../../core/browse/model';
import type { ScratchFolder } from '../../core/disk/scratch-folder';
import { failed, type Outcome } from '../../core/errors';
import type { Progress } from '../../core/restore/model';
import type { AnswerTo, BrowseRequest, Question, QuestionKind } from '../../engine/browse-messages';
import type { BrowseProcess } from './browse-host';

/** What the rest of main learns of browsing. */
export interface BrowseListener {
  progress(browsed: string, progress: Progress): void;
  opened(browsed: string, outcome: Outcome<BrowseSummary>): void;
  /** An open archive was closed, and not by `end` or by another start. */
  ended(browsed: string): void;
}

/** Main makes and removes it, so that nothing stays when the process that uses it is killed. */
type Scratch = Pick<ScratchFolder, 'path' | 'remove'>;

type OpenBrowse = (request: BrowseRequest, report: (progress: Progress) => void) => BrowseProcess;

interface Present {
  id: string;
  scratch: Scratch;
  process: BrowseProcess;
  /** Whether the window knows already that it ends. */
  leaving: boolean;
  extracting: AbortController | null;
}

/** The archive that is browsed: one at a time, open in a process of its own until it is closed. */
export class BrowseSessions {
  readonly #open: OpenBrowse;
  readonly #newScratch: () => Scratch;
  readonly #listener: BrowseListener;
  #present: Present | null = null;
  /** Resolves when the last process is gone and nothing of it is left on the disk. */
  #over: Promise<void> = Promise.resolve();
  /** Starts come one after the other, so that each ends the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(open: OpenBrowse, newScratch: () => Scratch, listener: BrowseListener) {
    this.#open = open;
    this.#newScratch = newScratch;
    this.#listener = listener;
  }

  /** Whether an archive is open, opening or closing. */
  get present(): boolean {
    return this.#present !== null;
  }

  /** Whether entries are being taken out at this moment. */
  get extracting(): boolean {
    return this.#present !== null && this.#present.extracting !== null;
  }

  /** Opens an archive, after having closed the former, and gives its id. The listener hears of the rest. */
  start(request: Omit<BrowseRequest, 'scratchParent'>): Promise<string> {
    const started = this.#turn.then(async () => {
      await this.#endPresent(true);
      const scratch = this.#newScratch();
      const scratchParent = await scratch.path();
      const id = randomUUID();
      const process = this.#open({ ...request, scratchParent }, (progress) => this.#listener.progress(id, progress));
      const present: Present = { id, scratch, process, leaving: false, extracting: null };
      this.#over = process.gone.then(() => this.#clear(present));
      this.#present = present;
      void process.opened.then((outcome) => {
        if (!present.leaving) this.#listener.opened(id, outcome);
        if (!outcome.ok) void this.end(id);
      });
      return id;
    });
    this.#turn = started.catch(() => {});
    return started;
  }

  /** @throws what the question failed with; cancelled where the archive is closed */
  ask<K extends QuestionKind>(id: string, question: Extract<Question, { kind: K }>): Promise<AnswerTo<K>> {
    return this.#find(id).process.ask(question);
  }

  /** As `ask`, for the one question that writes: `stop` stops it. */
  async extract(id: string, question: Extract<Question, { kind: 'extract' }>): Promise<AnswerTo<'extract'>> {
    const present = this.#find(id);
    if (present.extracting !== null) throw failed('unexpected', { detail: 'something is being taken out already' });
    const stop = new AbortController();
    present.extracting = stop;
    try {
      return await present.process.ask<'extract'>(question, stop.signal);
    } finally {
      present.extracting = null;
    }
  }

  /** Stops taking out. One that has just ended is no error: the window may not know yet. */
  stop(id: string): void {
    if (this.#present?.id === id) this.#present.extracting?.abort();
  }

  /** Closes an archive; resolves when nothing of it is left. One that is closed already is no error. */
  async end(id: string): Promise<void> {
    if (this.#present?.id === id) await this.#endPresent(true);
  }

  /** Closes what is open, and tells the window: for locking, leaving, and a window that was loaded again. */
  async endAll(): Promise<void> {
    const ending = this.#turn.then(() => this.#endPresent(false));
    this.#turn = ending.catch(() => {});
    await ending;
  }

  async #endPresent(known: boolean): Promise<void> {
    const present = this.#present;
    if (present !== null) {
      if (known) present.leaving = true;
      void present.process.close();
    }
    await this.#over;
  }

  async #clear(present: Present): Promise<void> {
    if (this.#present === present) this.#present = null;
    const open = await present.process.opened;
    if (!present.leaving && open.ok) this.#listener.ended(present.id);
    await present.scratch.remove();
  }

  #find(id: string): Present {
    if (this.#present?.id !== id || this.#present.leaving) throw failed('cancelled', {});
    return this.#present;
  }
}
