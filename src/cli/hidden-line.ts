import type { Readable } from 'node:stream';

const ENTER = /[\r\n]/;
const BACKSPACE = /[\b\u{7f}]/u;
const CTRL_C = '\u{3}';
const CTRL_D = '\u{4}';

/** A terminal's input, as far as it is needed here. */
export type KeyInput = Readable & { setRawMode?: (raw: boolean) => unknown };

/**
 * Reads what a person types or pastes up to Enter, without showing it.
 *
 * @throws an AbortError for Ctrl-C, and when `signal` says so
 */
export async function readHiddenLine(input: KeyInput, signal: AbortSignal): Promise<string> {
  input.setRawMode?.(true);
  let line = '';
  const stop = () => input.destroy(abortError());
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of input) {
      for (const key of String(piece)) {
        if (ENTER.test(key) || key === CTRL_D) return line;
        if (key === CTRL_C) throw abortError();
        line = BACKSPACE.test(key) ? line.slice(0, -1) : line + key;
      }
    }
    return line;
  } finally {
    signal.removeEventListener('abort', stop);
    input.setRawMode?.(false);
  }
}

function abortError(): DOMException {
  return new DOMException('stopped', 'AbortError');
}
