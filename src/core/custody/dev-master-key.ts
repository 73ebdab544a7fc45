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

/** A value without its quotes and without a remark behind it. */
function bare(value: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(value.trim());
  return quoted?.[2] ?? value.replace(/\s#.*$/, '').trim();
}
