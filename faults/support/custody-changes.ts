import { Logbook } from '../../src/core/custody/logbook/logbook';
import { addSet, confirmShare } from '../../src/core/custody/register/operations';
import { refOf, seenOf } from '../../src/core/custody/register/receipt';
import { Register } from '../../src/core/custody/register/register';
import type { Sealer } from '../../src/core/custody/vault/sealing';
import { Vault } from '../../src/core/custody/vault/vault';
import { cardOf, setOf, someShares } from '../../test-support/custody/sets';

/** In place of a keystore, the same in every process. */
const sealer: Sealer = {
  seal: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
  open: async (sealed) => sealed.map((byte) => byte ^ 0x5a),
};
const secret = (label: string) => new TextEncoder().encode(`the secret of ${label}`);
const version = '1.0.0';

/** One change of what custody keeps, and how to see whether it happened: all of it, or none. */
export interface CustodyChange {
  /** Makes the state before. */
  prepare(folder: string): Promise<void>;
  change(folder: string): Promise<void>;
  /** The state as the next process finds it, in words that tell one from the other. Throws where it is neither. */
  state(folder: string): Promise<string>;
}

export const CUSTODY_CHANGES: Record<string, CustodyChange> = {
  'vault: a secret is added': {
    prepare: prepareVault,
    change: async (folder) =>
      void (await (await Vault.open(folder, { sealer })).add({ kind: 'text', label: 'third', bytes: secret('third') })),
    state: stateOfVault,
  },
  'vault: a secret is removed': {
    prepare: prepareVault,
    change: async (folder) => {
      const vault = await Vault.open(folder, { sealer });
      await vault.remove(vault.entries().find(({ label }) => label === 'first')?.id ?? '');
    },
    state: stateOfVault,
  },
  'vault: made': {
    prepare: async () => {},
    change: async (folder) => void (await Vault.create(folder, { passphrase: null, sealer })),
    state: async (folder) => ((await Vault.inspect(folder)).state === 'none' ? 'none' : stateOfVault(folder)),
  },
  'register: a set is added': {
    prepare: async (folder) =>
      void (await new Register(folder).change((register) =>
        addSet(register, setOf(someShares(1)), {
          when: '2026-11-21T00:00:00.000Z',
          signer: '25e4:effe:c971:cbf1',
          replaces: null,
        }),
      )),
    change: async (folder) =>
      void (await new Register(folder).change((register) =>
        addSet(register, setOf(someShares(1, Uint8Array.from([9, 9, 9, 9, 9]))), {
          when: '2026-11-22T00:00:00.000Z',
          signer: '25e4:effe:c971:cbf1',
          replaces: null,
        }),
      )),
    async state(folder) {
      const { register, fromPrevious } = await new Register(folder).read();
      return `${register.sets.length} sets${fromPrevious ? ', from the state before' : ''}`;
    },
  },
  'logbook: a line is written': {
    prepare: async (folder) => writeLines(folder, 2),
    change: async (folder) => writeLines(folder, 1),
    state: stateOfLogbook,
  },
  'register: a custodian confirms': {
    prepare: async (folder) =>
      void (await new Register(folder).change((register) =>
        addSet(register, setOf(someShares(1)), {
          when: '2026-11-21T00:00:00.000Z',
          signer: '25e4:effe:c971:cbf1',
          replaces: null,
        }),
      )),
    async change(folder) {
      const [share] = someShares(1);
      await new Register(folder).change((register) =>
        confirmShare(register, refOf(share), seenOf(cardOf(share)), {
          when: '2026-11-23T00:00:00.000Z',
          how: 'check-in',
          signer: '25e4:effe:c971:cbf1',
        }),
      );
    },
    async state(folder) {
      const { register } = await new Register(folder).read();
      return `${register.sets.flatMap(({ shares }) => shares).flatMap(({ confirmed }) => confirmed).length} confirmations`;
    },
  },
};

async function prepareVault(folder: string): Promise<void> {
  const vault = await Vault.create(folder, { passphrase: null, sealer });
  for (const label of ['first', 'second']) await vault.add({ kind: 'text', label, bytes: secret(label) });
}

async function stateOfVault(folder: string): Promise<string> {
  const vault = await Vault.open(folder, { sealer });
  for (const { id, label } of vault.entries()) {
    if (Buffer.compare(vault.reveal(id), secret(label)) !== 0) throw new Error(`the secret "${label}" is another one`);
  }
  return vault
    .entries()
    .map(({ label }) => label)
    .toSorted()
    .join(', ');
}

async function writeLines(folder: string, count: number): Promise<void> {
  const logbook = Logbook.open(folder, { version });
  for (let turn = 0; turn < count; turn += 1) {
    await logbook.append({
      what: 'share-lost',
      who: 'Olga',
      outcome: 'ok',
      facts: { set: '0123456789', generation: 1, share: 1, custodian: 'Ada' },
    });
  }
}

async function stateOfLogbook(folder: string): Promise<string> {
  const { check, entries } = await Logbook.open(folder, { version }).check();
  if (check.findings.length > 0) throw new Error(`the logbook shows ${JSON.stringify(check.findings)}`);
  // That a torn line was set aside is written down in a line of its own.
  return `${entries.filter(({ entry }) => entry?.what !== 'logbook-mended').length} lines`;
}
