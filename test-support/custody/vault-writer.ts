import { Vault } from '../../src/core/custody/vault/vault';

/** Adds secrets to the vault in a folder until it is killed, and tells of each that it was added. */
const [folder = '', run = ''] = process.argv.slice(2);
const vault = await Vault.open(folder, {
  sealer: { seal: async (bytes) => bytes, open: async (sealed) => sealed.map((byte) => byte ^ 0x5a) },
});
for (let count = 0; ; count += 1) {
  const label = `${run}.${count}`;
  await vault.add({ kind: 'text', label, bytes: new TextEncoder().encode(`secret ${label}`) });
  process.stdout.write(`${label}\n`);
}
