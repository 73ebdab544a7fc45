import type { Phase, Progress } from '../core/restore/model';
import { formatRemaining } from '../shared/format/duration';
import { formatRate } from '../shared/format/rate';
import { formatSize } from '../shared/format/size';
import type { Say } from '../shared/messages/catalogue';
import type { Terminal } from './terminal';

/** A line that changes faster cannot be read; lines that stay are written seldom. */
const LIVE_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;

/**
 * Tells people how far a job is: one line that changes on a terminal; elsewhere a line for every phase and one
 * now and then.
 */
export function progressTeller(say: Say, terminal: Terminal): (progress: Progress) => void {
  const every = terminal.live ? LIVE_EVERY_MS : PLAIN_EVERY_MS;
  let phase: Phase | null = null;
  let toldAt = 0;

  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - toldAt < every) return;
    phase = progress.phase;
    toldAt = now;
    const line = progressLine(say, progress);
    if (terminal.live) terminal.status(line);
    else void terminal.note(line);
  };
}

/** `Fetching and decrypting: 1.2 GiB of 3.4 GiB, 48.2 MiB/s, about 50 secs left` */
export function progressLine(say: Say, progress: Progress): string {
  const { done, total, bytesPerSecond, secondsLeft } = progress;
  return say('cli.progress', {
    phase: say(`cli.phase.${progress.phase}`),
    done: total === null && done === 0 ? null : formatSize(done),
    total: total === null ? null : formatSize(total),
    rate: bytesPerSecond === null ? null : formatRate(bytesPerSecond),
    left: secondsLeft === null ? null : formatRemaining(secondsLeft),
  });
}
