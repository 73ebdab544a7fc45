import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { byNodeScrypt } from '../../core/custody/escrow/age-passphrase';
import { recoverSecrets } from '../../core/custody/escrow/recover';
import { type CardOpener, openSealedCard } from '../../core/custody/escrow/sealed-card';
import type { Medium } from '../../core/custody/register/model';
import { Records } from '../../core/custody/register/records';
import { type Card, decodeCard, encodeCard } from '../../core/custody/share/card-text';
import { shareDigest } from '../../core/custody/share/share';
import { SalvorError } from '../../core/errors';
import type { CeremonyPlan } from '../../shared/ipc/ceremony-calls';
import { speaker } from '../../shared/messages/catalogue';
import { Ceremonies } from './ceremonies';
import { VaultSession } from './vault-session';

const TEXT = 'the tide comes in at five past three';
const PASSPHRASE = 'harbour lantern quiet seven';
const PRINTED: Medium = { kind: 'printed' };

let folder: string;
let session: VaultSession;
let records: Records;
let ceremonies: Ceremonies;
let entry: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-ceremonies-'));
  records = new Records(folder, { version: '1.0.0', who: () => 'Olga Operator' });
  session = new VaultSession({
    folder,
    keystore: { real: false, seal: async (text) => text, open: async () => null },
    logbook: records.logbook,
    changed: () => {},
  });
  await session.create(PASSPHRASE, false);
  entry = await keep(TEXT);
  ceremonies = new Ceremonies(session, records, speaker('en'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keep(text: string): Promise<string> {
  return session.vault.add({ kind: 'text', label: `Words of ${text.length}`, bytes: new TextEncoder().encode(text) });
}

function plan(
  changes: Partial<CeremonyPlan> = {},
  media: readonly [Medium, Medium, Medium] = [PRINTED, PRINTED, PRINTED],
): CeremonyPlan {
  const names = ['Ada Able', 'Bo Brook', 'Cy Cole'];
  return {
    entries: [entry],
    mode: 'customer-only',
    takers: media.map((medium, at) => ({
      custodian: { name: names[at] ?? '', role: 'Trustee', contact: '', organisation: 'customer' as const },
      medium,
      place: 'A safe',
    })),
    release: null,
    checkEveryDays: 365,
    replaces: null,
    ...changes,
  };
}

const codeOf = (error: unknown) => (error instanceof SalvorError ? error.failure.code : String(error));
async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return codeOf(error);
  }
  return 'done';
}

test('is not begun where the vault was locked while its key was split', async () => {
  const locked = { vault: session.vault, isOpen: false } as VaultSession;
  const late = new Ceremonies(locked, records, speaker('en'));
  expect(await refusal(() => late.begin(plan()))).toBe('vault-locked');
  expect([late.underWay, late.current()]).toEqual([false, { present: null, wiped: null }]);
});

/** The card as its custodian has it afterwards: what main holds is overwritten once it is confirmed. */
async function handOut(ceremony: string, index: number): Promise<Card> {
  const card = decodeCard(encodeCard(ceremonies.card(ceremony, index, false).card).qr);
  await ceremonies.noteHandedOut(ceremony, index, 'paper');
  return card;
}

function askedRow(index: number, card: Card): string {
  const share = ceremonies.current().present?.shares[index - 1];
  expect(share).toMatchObject({ state: 'taken', asks: 'row' });
  return encodeCard(card).share[(share?.askedRow ?? 0) - 1]?.groups.join(' ').toLowerCase() ?? '';
}

async function walk(begun: CeremonyPlan): Promise<{ ceremony: string; cards: Card[] }> {
  const { ceremony, shares } = await ceremonies.begin(begun);
  const cards: Card[] = [];
  for (const { index } of shares) {
    const card = await handOut(ceremony, index);
    ceremonies.confirm(ceremony, index, { row: askedRow(index, card) });
    cards.push(card);
  }
  return { ceremony, cards };
}

const log = async () =>
  (await records.logbook.check()).entries.map(({ entry: { what, outcome } }) => `${what} ${outcome}`);

describe('a ceremony', () => {
  test('ends in a registered set whose any two cards bring the secret back', async () => {
    const { ceremony, cards } = await walk(
      plan({ mode: 'managed', release: { conditions: 'When both trustees ask for it', delayDays: 3 } }),
    );
    const ref = await ceremonies.finish(ceremony);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const pair = [cards[a], cards[b]].filter((card) => card !== undefined);
      const { secrets } = await recoverSecrets(pair, null);
      expect(secrets.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual([TEXT]);
    }
    const { register } = await records.read();
    expect(register.sets).toMatchObject([
      { ...ref, generation: 1, mode: 'managed', release: { delayDays: 3 }, state: 'active' },
    ]);
    expect(register.sets[0]?.shares.map(({ digest, status }) => [digest, status])).toEqual(
      cards.map(({ share }) => [shareDigest(share), 'held']),
    );
    expect(session.vault.entries()[0]?.escrowed).toEqual(ref);
    expect(await log()).toEqual(['vault-created ok', 'ceremony ok']);
    expect(ceremonies.current()).toEqual({ present: null, wiped: null });
    expect(await refusal(() => ceremonies.finish(ceremony))).toBe('ceremony-over');
  });

  test('hands a card out once, again only where a person agrees, and never after it was confirmed', async () => {
    const { ceremony } = await ceremonies.begin(plan());
    const card = await handOut(ceremony, 2);
    expect(await refusal(() => ceremonies.card(ceremony, 2, false))).toBe('ceremony-share-taken');
    expect(ceremonies.card(ceremony, 2, true).card.share.index).toBe(2);
    await ceremonies.noteHandedOut(ceremony, 2, 'paper');
    expect(await log()).toContain('card-again ok');
    const held = ceremonies.card(ceremony, 2, true).card.share.point;
    ceremonies.confirm(ceremony, 2, { row: askedRow(2, card) });
    expect(await refusal(() => ceremonies.card(ceremony, 2, true))).toBe('ceremony-share-closed');
    expect([...held].every((byte) => byte === 0)).toBe(true);
  });

  test('takes only the row that was asked for, of the card that was handed out', async () => {
    const { ceremony } = await ceremonies.begin(plan());
    const first = decodeCard(encodeCard(ceremonies.card(ceremony, 1, false).card).qr);
    const asked = ceremonies.current().present?.shares[0]?.askedRow ?? 0;
    const rows = encodeCard(first).share.map(({ groups }) => groups.join(''));
    const right = rows[asked - 1] ?? '';
    expect(await refusal(() => ceremonies.confirm(ceremony, 1, { row: right }))).toBe('confirmation-differs');
    await ceremonies.noteHandedOut(ceremony, 1, 'paper');
    const second = await handOut(ceremony, 2);
    for (const wrong of [
      '',
      right.slice(1),
      rows[asked % 3] ?? '',
      encodeCard(second).share[asked - 1]?.groups.join('') ?? '',
    ]) {
      expect(await refusal(() => ceremonies.confirm(ceremony, 1, { row: wrong }))).toBe('confirmation-differs');
    }
    expect(await refusal(() => ceremonies.confirm(ceremony, 1, { card: second }))).toBe('confirmation-differs');
    expect(ceremonies.confirm(ceremony, 1, { row: right }).shares[0]?.state).toBe('confirmed');
  });

  test('asks for everything of a card that was copied from the screen', async () => {
    const { ceremony } = await ceremonies.begin(plan());
    const { share, sealed } = decodeCard(encodeCard(ceremonies.card(ceremony, 1, false).card).qr);
    expect((await ceremonies.noteHandedOut(ceremony, 1, 'screen')).shares[0]).toMatchObject({
      state: 'taken',
      asks: 'card',
    });
    const row =
      encodeCard({ share, sealed }).share[(ceremonies.current().present?.shares[0]?.askedRow ?? 0) - 1]?.groups.join(
        '',
      ) ?? '';
    expect(await refusal(() => ceremonies.confirm(ceremony, 1, { row }))).toBe('confirmation-differs');
    expect(await refusal(() => ceremonies.confirm(ceremony, 1, { card: { share, sealed: null } }))).toBe(
      'confirmation-differs',
    );
    expect(ceremonies.confirm(ceremony, 1, { card: { share, sealed } }).shares[0]?.state).toBe('confirmed');
  });

  test('seals a card for its custodian’s passphrase or key, and takes back only what opens', async () => {
    const identity = await generateIdentity();
    const recipient = await identityToRecipient(identity);
    const { ceremony } = await ceremonies.begin(
      plan({}, [{ kind: 'age-passphrase' }, { kind: 'age-recipient', recipient }, PRINTED]),
    );
    expect(await refusal(() => ceremonies.card(ceremony, 1, false))).toBe('unexpected');
    expect(await refusal(() => ceremonies.sealCard(ceremony, 1, null, false))).toBe('passphrase-needed');
    const read = async (index: number, opener: CardOpener) => {
      const file = await ceremonies.sealCard(ceremony, index, 'passphrase' in opener ? opener.passphrase : null, false);
      await ceremonies.noteHandedOut(ceremony, index, 'sealed');
      return decodeCard(new TextDecoder().decode(await openSealedCard(file, opener, byNodeScrypt)));
    };
    const first = await read(1, { passphrase: 'a long enough passphrase' });
    const second = await read(2, { identity });
    expect(
      ceremonies
        .current()
        .present?.shares.map(({ asks }) => asks)
        .slice(0, 2),
    ).toEqual(['card', 'nothing']);
    expect(
      await refusal(() => ceremonies.confirm(ceremony, 1, { row: encodeCard(first).share[0]?.groups.join('') ?? '' })),
    ).toBe('confirmation-differs');
    ceremonies.confirm(ceremony, 1, { card: first });
    const third = await handOut(ceremony, 3);
    expect(await refusal(() => ceremonies.finish(ceremony))).toBe('ceremony-incomplete');
    ceremonies.confirm(ceremony, 3, { card: third });
    await ceremonies.finish(ceremony);
    const { register } = await records.read();
    expect(register.sets[0]?.shares.map(({ status, digest }) => [status, digest])).toEqual([
      ['held', shareDigest(first.share)],
      ['handed-over', shareDigest(second.share)],
      ['held', shareDigest(third.share)],
    ]);
  });

  test('needs the escrow file saved where the secrets do not fit on the cards', async () => {
    const large = await keep(TEXT.repeat(20));
    const { ceremony, cards } = await walk(plan({ entries: [entry, large] }));
    const file = ceremonies.escrowFile(ceremony);
    expect(file?.name).toBe(`${ceremonies.stem(ceremony)}.escrow`);
    expect(await refusal(() => ceremonies.finish(ceremony))).toBe('ceremony-incomplete');
    ceremonies.noteCompanionsSaved(ceremony);
    await ceremonies.finish(ceremony);
    const { secrets } = await recoverSecrets(cards.slice(1), file?.bytes ?? null);
    expect(secrets.map(({ bytes }) => bytes.length)).toEqual([TEXT.length, TEXT.length * 20]);
    expect(session.vault.entries().map(({ escrowed }) => escrowed?.generation)).toEqual([1, 1]);
  });

  test('splits again as the next generation of the same set, and replaces the former one', async () => {
    const first = await walk(plan());
    const ref = await ceremonies.finish(first.ceremony);
    const second = await walk(plan({ replaces: ref }));
    expect(await ceremonies.finish(second.ceremony)).toEqual({ set: ref.set, generation: 2 });
    const { register } = await records.read();
    expect(register.sets.map(({ generation, state }) => [generation, state])).toEqual([
      [1, 'replaced'],
      [2, 'active'],
    ]);
    const mixed = [first.cards[0], second.cards[1]].filter((card) => card !== undefined);
    expect(await refusal(() => recoverSecrets(mixed, null))).toBe('shares-of-two-generations');
    expect(await refusal(() => ceremonies.begin(plan({ replaces: ref })))).toBe('set-not-active');
    expect(await refusal(() => ceremonies.begin(plan({ replaces: { set: 'ffffffffff', generation: 1 } })))).toBe(
      'set-not-registered',
    );
    expect(ceremonies.underWay).toBe(false);
  });

  test('refuses at once what would only fail at the end', async () => {
    const wrong: Medium = { kind: 'age-recipient', recipient: 'age1nothing' };
    expect(await refusal(() => ceremonies.begin(plan({}, [PRINTED, wrong, PRINTED])))).toBe('age-recipient-malformed');
    expect(await refusal(() => ceremonies.begin(plan({ entries: ['6f1b2a34-0000-4000-8000-000000000000'] })))).toBe(
      'vault-entry-missing',
    );
    const { ceremony } = await ceremonies.begin(plan());
    expect(await refusal(() => ceremonies.begin(plan()))).toBe('ceremony-under-way');
    await ceremonies.abort(ceremony);
    session.lock('person');
    expect(await refusal(() => ceremonies.begin(plan()))).toBe('vault-locked');
  });

  test('stays and can be finished again where the register could not be written', async () => {
    const { ceremony } = await walk(plan());
    const path = join(folder, 'register.json');
    await writeFile(path, 'not a register');
    expect(await refusal(() => ceremonies.finish(ceremony))).not.toBe('done');
    expect(session.vault.entries()[0]?.escrowed).toBeNull();
    await rm(path);
    await ceremonies.finish(ceremony);
    expect((await records.read()).register.sets).toHaveLength(1);
  });

  test('is done where only logbook and vault cannot be written: the register has the set, and its cards are good', async () => {
    const { ceremony } = await walk(plan());
    for (const name of ['logbook.jsonl', 'vault.salvor.previous']) {
      await rm(join(folder, name), { force: true });
      await mkdir(join(folder, name));
    }
    await ceremonies.finish(ceremony);
    expect((await records.read()).register.sets).toHaveLength(1);
    expect(records.unlogged).toMatchObject({ code: 'file-unreadable' });
    expect(ceremonies.underWay).toBe(false);
  });

  test('is wiped with the lock, tells who had a card, and leaves nothing in the register', async () => {
    const { ceremony, name } = await ceremonies.begin(plan());
    await handOut(ceremony, 1);
    const { point } = ceremonies.card(ceremony, 3, false).card.share;
    session.lock('screen');
    const wiping = ceremonies.wipe();
    expect([...point].every((byte) => byte === 0)).toBe(true);
    await wiping;
    expect(ceremonies.current()).toEqual({
      present: null,
      wiped: { name, taken: [{ index: 1, custodian: 'Ada Able' }] },
    });
    expect(await refusal(() => ceremonies.card(ceremony, 1, true))).toBe('ceremony-over');
    expect((await records.read()).register.sets).toEqual([]);
    expect(await log()).toContain('ceremony cancelled');
    ceremonies.dismissWiped();
    expect(ceremonies.current().wiped).toBeNull();
  });
});
