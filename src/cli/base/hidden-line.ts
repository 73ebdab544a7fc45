import type { Readable } from 'node:stream';
import { failed } from '../../core/errors';

const ENTER = /[\r\n]/;
const BACKSPACE = /[\b\u{7f}]/u;
const CTRL_C = '\u{3}';
const CTRL_D = '\u{4}';

/** The part of a terminal's input that is needed here. */
export type KeyInput = Readable & { setRawMode?: (raw: boolean) => unknown };

/**
 * Reads what a person types or pastes up to Enter, without showing it. The input can be read from again afterwards:
 * what came behind Enter stays in it.
 *
 * @throws an AbortError for Ctrl-C, and when `signal` says so; secret-not-text where the terminal does not send UTF-8
 */
export async function readHiddenLine(input: KeyInput, signal: AbortSignal): Promise<string> {
  input.setRawMode?.(true);
  // What is pasted comes in pieces, and one may end within a character.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line: string[] = [];
  const stop = () => input.destroy(abortError());
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of input.iterator({ destroyOnReturn: false })) {
      const keys = [...decoded(decoder, piece)];
      for (const [at, key] of keys.entries()) {
        if (ENTER.test(key) || key === CTRL_D) {
          const rest = keys.slice(at + 1).join('');
          if (rest !== '') input.unshift(Buffer.from(key === '\r' ? rest.replace(/^\n/, '') : rest));
          return line.join('');
        }
        if (key === CTRL_C) throw abortError();
        line = BACKSPACE.test(key) ? line.slice(0, -1) : [...line, key];
      }
    }
    return line.join('');
  } finally {
    signal.removeEventListener('abort', stop);
    input.setRawMode?.(false);
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, piece: unknown): string {
  if (!(piece instanceof Uint8Array)) return String(piece);
  try {
    return decoder.decode(piece, { stream: true });
  } catch (cause) {
    throw failed('secret-not-text', { path: null, seen: 'encoding' }, cause);
  }
}

function abortError(): DOMException {
  return new DOMException('stopped', 'AbortError');
}
