import { Stanza } from 'age-encryption';
import { beforeAll, expect, test } from 'vitest';
import { PassphraseIdentity, PassphraseRecipient } from './age-passphrase';

const FILE_KEY = new Uint8Array(16).fill(9);
const identity = new PassphraseIdentity('nine harbour lights');
let stanza: Stanza;

beforeAll(async () => {
  const [made] = await new PassphraseRecipient('nine harbour lights').wrapFileKey(FILE_KEY);
  if (made === undefined) throw new Error('no stanza');
  stanza = made;
});

test('the passphrase unwraps what it wrapped', async () => {
  expect(await identity.unwrapFileKey([stanza])).toEqual(FILE_KEY);
  expect(await new PassphraseIdentity('ten harbour lights').unwrapFileKey([stanza])).toBeNull();
});

test('a second stanza is refused, whichever it is: only one who knows the passphrase may have made the file', async () => {
  const other = new Stanza(['X25519', 'a'], new Uint8Array(32));
  for (const stanzas of [
    [stanza, other],
    [other, stanza],
    [stanza, stanza],
  ])
    await expect(identity.unwrapFileKey(stanzas)).rejects.toThrow('invalid scrypt stanza');
});

test.each<[string, (args: readonly string[]) => string[]]>([
  ['one argument more', (args) => [...args, 'x']],
  ['a shorter salt', ([kind = '', salt = '', work = '']) => [kind, salt.slice(0, -2), work]],
  ['a salt with padding', ([kind = '', salt = '', work = '']) => [kind, `${salt}==`, work]],
  ['more work than any machine should be made to do', ([kind = '', salt = '']) => [kind, salt, '21']],
  ['work that begins with a zero', ([kind = '', salt = '']) => [kind, salt, '018']],
])('a stanza with %s is refused', async (_what, change) => {
  await expect(identity.unwrapFileKey([new Stanza(change(stanza.args), stanza.body)])).rejects.toThrow(
    'invalid scrypt stanza',
  );
});

test('a stanza whose body is longer is refused', async () => {
  await expect(identity.unwrapFileKey([new Stanza(stanza.args, new Uint8Array(33))])).rejects.toThrow(
    'invalid scrypt stanza',
  );
});
