/** What this needs to know of a utility process. */
interface Endable {
  readonly pid?: number | undefined;
  kill(): boolean;
  once(event: 'exit', listener: () => void): unknown;
}

/** How long a process may take to end once it is asked by its system's usual signal. */
const GRACE_MS = 2_000;

/** Ends a process for certain: one that does not end when it is asked is killed. Waits for nothing. */
export function endProcess(child: Endable, graceMs = GRACE_MS): void {
  const { pid } = child;
  if (pid === undefined) return;
  const impatience = setTimeout(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }, graceMs);
  child.once('exit', () => clearTimeout(impatience));
  child.kill();
}

/** How often it is looked whether a process is silent for too long; a longer gap is a machine that slept. */
const LOOKS = 50;

/** Notices a process that sends nothing for too long, though it should. */
export class Silence {
  readonly #timer: NodeJS.Timeout;
  #silentMs = 0;

  /**
   * @param limitMs how long it may be silent while this machine is awake
   * @param excused whether it may be silent at this moment
   * @param notice called once, with the seconds of silence
   */
  constructor(limitMs: number, excused: () => boolean, notice: (seconds: number) => void) {
    const everyMs = limitMs / LOOKS;
    this.#timer = setInterval(() => {
      this.#silentMs = excused() ? 0 : this.#silentMs + everyMs;
      if (this.#silentMs < limitMs) return;
      this.over();
      notice(Math.round(limitMs / 1000));
    }, everyMs);
  }

  /** It has sent something. */
  broken(): void {
    this.#silentMs = 0;
  }

  /** It need not be watched any more. */
  over(): void {
    clearInterval(this.#timer);
  }
}
