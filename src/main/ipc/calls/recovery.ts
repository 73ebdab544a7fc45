import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { devMasterKeyLine } from '../../../core/custody/dev-master-key';
import type { EscrowSecret } from '../../../core/custody/escrow/secret';
import { MOST_ESCROW_BYTES } from '../../../core/custody/escrow/split';
import { secretFactsOf } from '../../../core/custody/model';
import { LONGEST_SHOWN, readableText } from '../../../core/custody/secret-text';
import { systemCode, unreadable } from '../../../core/disk/disk-trouble';
import { readSmallFile } from '../../../core/disk/small-file';
import { writeWhole } from '../../../core/disk/whole-file';
import { failed, toFailure } from '../../../core/errors';
import type { RecoveryView } from '../../../shared/ipc/recovery-calls';
import { archiveSecretKindSchema } from '../../../shared/ipc/secret-calls';
import type { HeldCards } from '../../custody/cards';
import { type EnvFile, lineIn, readEnvFile, writeKeyInto } from '../../custody/env-file';
import type { Keys } from '../../custody/keys';
import type { Recoveries } from '../../custody/recoveries';
import { CLIPBOARD_SECONDS, type SecretClipboard } from '../../custody/secret-clipboard';
import type { HeldSecrets } from '../../custody/secrets';
import type { VaultSession } from '../../custody/vault-session';
import type { Dialogs } from '../../electron/dialogs';
import { Tokens } from '../../files/tokens';
import type { SettingsStore } from '../../settings/settings';
import type { Servers } from '../../sources/servers';
import type { HandlersOf } from '../ipc';

/** Of a secret that a person has written to a file. */
const SECRET_MODE = 0o600;
/** Header, labels and padding of an escrow file stay far below this. */
const OVERHEAD = 1024 * 1024;
const ENV_LIFETIME_MS = 60 * 60 * 1000;

interface Parts {
  recoveries: Recoveries;
  cards: HeldCards;
  vaultSession: VaultSession;
  keys: Keys;
  secrets: HeldSecrets;
  servers: Servers;
  clipboard: SecretClipboard;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** Recovery from cards: they are put together in the main process, and the window says where the secrets go. */
export function recoveryCalls({
  recoveries,
  cards,
  vaultSession,
  keys,
  secrets,
  servers,
  clipboard,
  dialogs,
  settings,
}: Parts): HandlersOf<'recovery'> {
  const envs = new Tokens<{ file: EnvFile; secret: number }>(ENV_LIFETIME_MS);

  /** With what the vault and the sites know of each secret. */
  const known = (view: RecoveryView): RecoveryView => {
    if (view.recovered === null) return view;
    const entries = vaultSession.isOpen ? vaultSession.vault.entries() : [];
    const found = view.recovered.secrets.map((secret) => ({
      ...secret,
      inVault:
        entries.find(({ kind, fingerprint }) => kind === secret.kind && fingerprint === secret.fingerprint)?.label ??
        null,
      sites:
        secret.kind === 'site-key'
          ? servers.views().flatMap(({ pinned, siteName }) => (pinned === secret.fingerprint ? [siteName] : []))
          : [],
    }));
    return { ...view, recovered: { ...view.recovered, secrets: found } };
  };
  const current = () => {
    const view = recoveries.current();
    return view === null ? null : known(view);
  };
  const changed = () => {
    const view = current();
    if (view === null) throw failed('unexpected', { detail: 'no recovery is under way' });
    return view;
  };
  const textAs = (at: number, form: 'secret' | 'env-line'): string => {
    const secret = recoveries.secret(at);
    const text = readableText(secret.bytes, LONGEST_SHOWN);
    if (text === null || (form === 'env-line' && secret.kind !== 'dev-master-key'))
      throw failed('unexpected', { detail: 'a secret that has no such form' });
    return form === 'secret' ? text : devMasterKeyLine(text);
  };

  return {
    'recovery.current': current,
    'recovery.give': async ({ card, requested, early }) => {
      const given = await recoveries.give(cards.find(card), { requested, early });
      if (given.kind === 'break-glass') return given;
      cards.forget(card);
      return { ...given, view: known(given.view) };
    },
    'recovery.takeBack': ({ place }) => {
      const view = recoveries.takeBack(place);
      return view === null ? null : known(view);
    },
    'recovery.chooseEscrowFile': async () => {
      const path = await dialogs.escrowFile();
      return path === null ? null : recoveries.giveEscrowFile(await readEscrowFile(path));
    },
    'recovery.run': async () => known(await recoveries.run()),

    'recovery.toVault': async ({ secret }) => {
      await keep(recoveries.secret(secret), recoveries.origin, vaultSession);
      await recoveries.note(secret, 'vault');
      return changed();
    },
    'recovery.toKey': async ({ secret }) => {
      const held = keys.hold(textAs(secret, 'secret'), false, 'cards');
      await recoveries.note(secret, 'restore');
      return held;
    },
    'recovery.toSecret': async ({ secret }) => {
      const { success, data: kind } = archiveSecretKindSchema.safeParse(recoveries.secret(secret).kind);
      if (!success) throw failed('unexpected', { detail: 'a secret that opens no archive' });
      const token = secrets.hold(kind, textAs(secret, 'secret'));
      await recoveries.note(secret, 'restore');
      return { token, kind };
    },
    'recovery.toFile': async ({ secret, form }) => {
      const { label } = recoveries.secret(secret);
      const path = await dialogs.vaultExport(
        settings.current.lastFolder,
        form === 'secret' ? label : 'dev-master-key.env',
      );
      if (path === null) return null;
      // A whole .env must not become one line because its name was chosen here.
      if (form === 'env-line' && (await exists(path))) throw failed('destination-exists', { path });
      settings.change({ lastFolder: dirname(path) });
      // Only now: it may have been covered or cleared while the dialog was open.
      await writeWhole(
        path,
        form === 'secret' ? recoveries.secret(secret).bytes : `${textAs(secret, 'env-line')}\n`,
        SECRET_MODE,
      );
      await recoveries.note(secret, 'file');
      return { path };
    },
    'recovery.show': async ({ secret, form }) => {
      const text = textAs(secret, form);
      await recoveries.note(secret, 'screen');
      return { text };
    },
    'recovery.copy': async ({ secret, form }) => {
      const text = textAs(secret, form);
      await recoveries.note(secret, 'screen');
      await clipboard.put(text);
      return { seconds: CLIPBOARD_SECONDS };
    },
    'recovery.chooseEnv': async ({ secret }) => {
      const key = textAs(secret, 'secret');
      const path = await dialogs.envFile();
      if (path === null) return null;
      const file = await readEnvFile(path);
      return { env: envs.issue({ file, secret }), path: file.path, line: lineIn(file, key) };
    },
    'recovery.writeEnv': async ({ env }) => {
      const chosen = envs.find(env);
      if (chosen === undefined) throw failed('unexpected', { detail: 'an .env that no dialog gave' });
      const copy = await writeKeyInto(chosen.file, textAs(chosen.secret, 'secret'), new Date());
      envs.forget(env);
      await recoveries.note(chosen.secret, 'file');
      return { path: chosen.file.path, copy };
    },
    'recovery.end': () => {
      recoveries.wipe();
      envs.forgetAll();
      return null;
    },
  };
}

/**
 * Seals a secret for this machine, and notes in the vault which set it belongs to. One that is there already stays as it is.
 */
async function keep(
  secret: EscrowSecret,
  escrowed: { set: string; generation: number },
  vaultSession: VaultSession,
): Promise<void> {
  const { vault } = vaultSession;
  const { kind, fingerprint } = secret;
  const added = await vault.add({ ...secretFactsOf(secret), bytes: secret.bytes }).catch((error: unknown) => {
    if (toFailure(error).code === 'vault-duplicate') return null;
    throw error;
  });
  const id = added ?? vault.entries().find((entry) => entry.kind === kind && entry.fingerprint === fingerprint)?.id;
  // The secret is kept: where the note of its set cannot be written, the register has it.
  if (id !== undefined) await vault.change(id, { escrowed }).catch(() => {});
  if (added !== null) await vaultSession.note('key-added', secretFactsOf(secret));
  vaultSession.changed();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @throws file-unreadable, escrow-file-unreadable for one that is longer than any */
async function readEscrowFile(path: string): Promise<Uint8Array> {
  return readSmallFile(path, MOST_ESCROW_BYTES + OVERHEAD).catch((cause: unknown) => {
    if (systemCode(cause) === 'EFBIG') throw failed('escrow-file-unreadable', {}, cause);
    return unreadable(path)(cause);
  });
}
