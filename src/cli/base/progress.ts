import type { Phase, Progress } from '../../core/restore/model';
import { formatRemaining } from '../../shared/format/duration';
import { formatRate } from '../../shared/format/rate';
import { formatSize } from '../../shared/format/size';
import type { MessageKey, Say } from '../../shared/messages/catalogue';
import type { Terminal } from './terminal';

/** A line that changes faster cannot be read; lines that stay are written seldom. */
const LIVE_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;

/** Where a job's bytes come from, or what it does with an archive: looks at it, or takes files out of it. */
export type Source = 'server' | 'disk' | 'browse' | 'inside';

/** An archive on the disk needs no connection and no transfer. */
const DISK_PHASES = {
  connect: 'cli.phase.browse',
  transfer: 'cli.phase.read',
  authenticate: 'cli.phase.authenticate',
  prove: 'cli.phase.prove',
  place: 'cli.phase.place',
} as const satisfies Record<Phase, MessageKey>;

/** Looking at an archive proves nothing beyond its authenticity. */
const LOOK_PHASES = { ...DISK_PHASES, prove: 'cli.phase.list' } as const satisfies Record<Phase, MessageKey>;
const INSIDE_PHASES = { ...DISK_PHASES, transfer: 'cli.phase.take-out' } as const satisfies Record<Phase, MessageKey>;

/**
 * Tells people how far a job is: one line that changes on a terminal; elsewhere a line for every phase and one
 * now and then.
 */
export function progressTeller(say: Say, terminal: Terminal, source: Source): (progress: Progress) => void {
  const every = terminal.live ? LIVE_EVERY_MS : PLAIN_EVERY_MS;
  let phase: Phase | null = null;
  let until: number | undefined;
  let over = false;
  let kept = 0;
  let toldAt = 0;

  return (progress) => {
    const now = performance.now();
    if (progress.kept > kept) void terminal.note(say('cli.progress.kept', { kept: formatSize(progress.kept) }));
    if (progress.startedOver && !over) void terminal.note(say('cli.progress.started-over'));
    kept = progress.kept;
    over = progress.startedOver;
    const waits = progress.waiting !== null && progress.waiting.until !== until;
    if (!waits && progress.phase === phase && now - toldAt < every) return;
    phase = progress.phase;
    until = progress.waiting?.until;
    toldAt = now;
    const line = progressLine(say, progress, source);
    if (terminal.live) terminal.status(line);
    else void terminal.note(line);
  };
}

/** `Fetching the archive: 1.2 GiB of 3.4 GiB, 48.2 MiB/s, about 50 secs left` */
export function progressLine(say: Say, progress: Progress, source: Source): string {
  const { done, total, bytesPerSecond, secondsLeft } = progress;
  const { waiting } = progress;
  if (waiting !== null) {
    const seconds = Math.max(0, Math.ceil((waiting.until - Date.now()) / 1000));
    return say('cli.progress.waiting', { reason: say(`error.${waiting.reason}.title`), seconds });
  }
  const phase = say(phaseName(source, progress.phase));
  if (total === null) return say('cli.progress.phase', { phase });
  return say('cli.progress.bytes', {
    phase,
    done: formatSize(done),
    total: formatSize(total),
    rate: bytesPerSecond === null ? null : formatRate(bytesPerSecond),
    left: secondsLeft === null ? null : formatRemaining(secondsLeft),
  });
}

function phaseName(source: Source, phase: Phase): MessageKey {
  switch (source) {
    case 'server':
      return `cli.phase.${phase}`;
    case 'disk':
      return DISK_PHASES[phase];
    case 'browse':
      return LOOK_PHASES[phase];
    case 'inside':
      return INSIDE_PHASES[phase];
  }
}
