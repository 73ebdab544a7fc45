import { failed } from '../errors';

const NAME = 'DEV_MASTER_KEY';
/** 32 bytes as hexadecimal digits. */
const KEY = /^[0-9a-f]{64}$/i;
const LINE = /^\s*(?:export\s+)?DEV_MASTER_KEY\s*=\s*(.*)$/;

/**
 * VaultTerm's master key out of the text of an `.env`: the last such line counts, as it does when the file is read by
 * the server. The text may be the 64 digits alone.
 *
 * @returns the 64 digits as they stand there
 * @throws master-key-missing where no line names it, master-key-malformed where it is not 64 hexadecimal digits
 */
export function readDevMasterKey(text: string): string {
  const alone = text.trim();
  if (KEY.test(alone)) return alone;
  const values = text.split(/\r\n|\r|\n/).flatMap((line) => {
    const value = LINE.exec(line)?.[1];
    return value === undefined ? [] : [bare(value)];
  });
  const last = values.at(-1);
  if (last === undefined) throw failed('master-key-missing', {});
  if (!KEY.test(last)) throw failed('master-key-malformed', {});
  return last;
}

/** The line that the server's `.env` needs. */
export function devMasterKeyLine(key: string): string {
  return `${NAME}=${key}`;
}

/**
 * An `.env` with its line for the master key: the last one that names it, since that counts, gets the key, and where
 * there is none a line is added at the end. Everything else stays as it is, line ends too.
 */
export function withDevMasterKey(text: string, key: string): string {
  const lines = text.split(/(?<=\n)/);
  const at = lines.findLastIndex((line) => LINE.test(line.trimEnd()));
  const present = lines[at];
  if (present !== undefined) {
    const [start = ''] = /^\s*(?:export\s+)?/.exec(present) ?? [];
    const end = /\r?\n$/.exec(present)?.[0] ?? '';
    return [...lines.slice(0, at), `${start}${devMasterKeyLine(key)}${end}`, ...lines.slice(at + 1)].join('');
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text}${text === '' || text.endsWith('\n') ? '' : end}${devMasterKeyLine(key)}${end}`;
}

/** A value without its quotes and without a remark behind it. */
function bare(value: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value.trim());
  return quoted?.[2] ?? value.replace(/\s#.*$/, '').trim();
}
