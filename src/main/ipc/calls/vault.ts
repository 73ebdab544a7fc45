import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { secretFactsOf } from '../../../core/custody/model';
import { LONGEST_SECRET } from '../../../core/custody/secret-file';
import { LONGEST_SHOWN, readableText, secretOfFile } from '../../../core/custody/secret-text';
import type { VaultEntryView } from '../../../core/custody/vault/model';
import type { NewSecret } from '../../../core/custody/vault/vault';
import { systemCode, unreadable } from '../../../core/disk/disk-trouble';
import { readSmallFile } from '../../../core/disk/small-file';
import { writeWhole } from '../../../core/disk/whole-file';
import { failed, toFailure } from '../../../core/errors';
import { kindsFor, textOf } from '../../../core/restore/vault-fitting';
import type { ArchiveSecretKind } from '../../../shared/ipc/secret-calls';
import type { KeyInVault } from '../../../shared/ipc/vault-calls';
import type { KeyUses } from '../../custody/key-uses';
import type { Keys } from '../../custody/keys';
import { CLIPBOARD_SECONDS, type SecretClipboard } from '../../custody/secret-clipboard';
import type { HeldSecrets } from '../../custody/secrets';
import type { LockReason, VaultSession } from '../../custody/vault-session';
import type { Dialogs } from '../../electron/dialogs';
import type { OpenedFiles } from '../../files/opened-files';
import { askEngine } from '../../jobs/engine-host';
import type { SettingsStore } from '../../settings/settings';
import type { Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';

/** Of a secret that a person has written to a file. */
const SECRET_MODE = 0o600;

/** How long the vault's secrets may be tried on one archive; after that a person chooses. */
const FIT_MS = 120_000;

interface Parts {
  vaultSession: VaultSession;
  lock: (reason: LockReason) => Promise<void>;
  uses: KeyUses;
  clipboard: SecretClipboard;
  servers: Servers;
  surveys: Surveys;
  files: OpenedFiles;
  keys: Keys;
  secrets: HeldSecrets;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** The vault: what is in it, what of it leaves it, and what it opens. */
export function vaultCalls({
  vaultSession,
  lock,
  uses,
  clipboard,
  servers,
  surveys,
  files,
  keys,
  secrets,
  dialogs,
  settings,
}: Parts): HandlersOf<'vault'> {
  const entry = (id: string): VaultEntryView => {
    const found = vaultSession.vault.entries().find((each) => each.id === id);
    if (found === undefined) throw failed('vault-entry-missing', { entry: id });
    return found;
  };
  const add = async (secret: NewSecret) => {
    try {
      const id = await vaultSession.vault.add(secret);
      await vaultSession.note('key-added', secretFactsOf(entry(id)));
      vaultSession.changed();
      return { id };
    } finally {
      secret.bytes.fill(0);
    }
  };
  const keyToken = ({ id, label, fingerprint }: VaultEntryView) =>
    keys.holdFromVault(fingerprint, label, () => textOf(vaultSession.vault, id));
  const secretToken = (id: string | null, kind: ArchiveSecretKind) => {
    if (id === null) return null;
    const token = secrets.holdFromVault(kind, () => textOf(vaultSession.vault, id));
    uses.handedOut(token, id);
    return { token, label: entry(id).label };
  };

  return {
    'vault.status': async () => ({ ...(await vaultSession.status()), lockAfter: settings.current.lockAfter }),
    'vault.create': async ({ passphrase, keystore }) => {
      await vaultSession.create(passphrase, keystore);
      return null;
    },
    'vault.unlock': async ({ passphrase }) => {
      await vaultSession.unlock(passphrase);
      return null;
    },
    'vault.lock': async () => {
      await lock('person');
      return null;
    },
    'vault.restorePrevious': async () => ({ aside: await vaultSession.restorePrevious() }),
    'vault.reseal': async ({ current, passphrase, keystore }) => {
      await vaultSession.reseal(current, passphrase, keystore);
      return null;
    },
    'vault.setLockAfter': ({ minutes }) => {
      settings.change({ lockAfter: minutes });
      vaultSession.changed();
      return null;
    },

    'vault.entries': async () => {
      await vaultSession.vault.refresh();
      const views: KeyInVault[] = vaultSession.vault
        .entries()
        .map((view) => ({ ...view, sites: sitesOf(view, servers, surveys) }));
      return views;
    },
    'vault.add': ({ text, ...facts }) => add({ ...facts, bytes: Buffer.from(text, 'utf8') }),
    'vault.addFile': async ({ kind, label, note }) => {
      vaultSession.vault.entries();
      const path = await dialogs.vaultSecretFile(kind);
      if (path === null) return null;
      const raw = await secretBytes(path);
      try {
        return await add({
          kind,
          note,
          label: label === '' ? basename(path).slice(0, 200) : label,
          bytes: secretOfFile(kind, raw, path),
        });
      } finally {
        raw.fill(0);
      }
    },
    'vault.change': async ({ id, label, note }) => {
      await vaultSession.vault.change(id, { label, note });
      await vaultSession.note('key-changed', secretFactsOf(entry(id)));
      vaultSession.changed();
      return null;
    },
    'vault.remove': async ({ id }) => {
      const facts = secretFactsOf(entry(id));
      await vaultSession.vault.remove(id);
      await vaultSession.note('key-removed', facts);
      vaultSession.changed();
      return null;
    },
    'vault.reveal': async ({ id }) => {
      await vaultSession.record('reveal', secretFactsOf(entry(id)));
      const bytes = vaultSession.vault.reveal(id);
      const text = readableText(bytes, LONGEST_SHOWN);
      bytes.fill(0);
      return { text };
    },
    'vault.copy': async ({ id }) => {
      await vaultSession.record('copy', secretFactsOf(entry(id)));
      await clipboard.put(textOf(vaultSession.vault, id));
      return { seconds: CLIPBOARD_SECONDS };
    },
    'vault.export': async ({ id }) => {
      const exported = entry(id);
      const path = await dialogs.vaultExport(settings.current.lastFolder, exported.label);
      if (path === null) return null;
      settings.change({ lastFolder: dirname(path) });
      await vaultSession.record('reveal', secretFactsOf(exported));
      const bytes = vaultSession.vault.reveal(id);
      await writeWhole(path, bytes, SECRET_MODE).finally(() => bytes.fill(0));
      return { path };
    },

    'vault.keyFor': ({ fingerprint }) => {
      if (!vaultSession.isOpen) return null;
      const found = vaultSession.vault
        .entries()
        .find((view) => view.kind === 'site-key' && view.fingerprint === fingerprint);
      return found === undefined ? null : keyToken(found);
    },
    'vault.passphrase': ({ id }) => {
      if (!vaultSession.isOpen) return null;
      const found = vaultSession.vault.entries().find((view) => view.kind === 'passphrase' && view.id === id);
      return found === undefined ? null : secretToken(found.id, 'passphrase');
    },
    'vault.fitting': async ({ file }) => {
      const { path: source, needs } = files.find(file);
      const nothing = { key: null, passphrase: null, databasePassword: null, licenseKey: null };
      if (!vaultSession.isOpen) return nothing;
      const kinds = kindsFor(needs);
      const candidates = vaultSession.vault.entries().filter(({ kind }) => kinds.includes(kind));
      if (candidates.length === 0) return nothing;
      // The archive is foreign bytes: another process tries the keys on it, and for so long only.
      const given = candidates.map(({ id, kind }) => ({ id, kind, bytes: vaultSession.vault.reveal(id) }));
      const found = await askEngine({ kind: 'fit', source, secrets: given }, FIT_MS)
        .catch((error: unknown) => {
          if (toFailure(error).code === 'stalled') return nothing;
          throw error;
        })
        .finally(() => {
          for (const { bytes } of given) bytes.fill(0);
        });
      return {
        key: found.key === null ? null : keyToken(entry(found.key)),
        passphrase: secretToken(found.passphrase, 'passphrase'),
        databasePassword: secretToken(found.databasePassword, 'database-password'),
        licenseKey: secretToken(found.licenseKey, 'license-key'),
      };
    },
    'vault.keepKey': ({ key, label }) => add({ kind: 'site-key', label, bytes: Buffer.from(keys.text(key), 'utf8') }),
    'vault.keepSecret': ({ secret, kind, label }) =>
      add({ kind, label, bytes: Buffer.from(secrets.text(secret, kind), 'utf8') }),
  };
}

/** The connected sites that a site's key belongs to: by the confirmed fingerprint, or by an archive that needs it. */
function sitesOf({ kind, fingerprint }: VaultEntryView, servers: Servers, surveys: Surveys): string[] {
  if (kind !== 'site-key') return [];
  return servers
    .views()
    .filter(
      ({ id, pinned }) =>
        pinned === fingerprint ||
        (surveys.cached(id)?.archives.some(({ keyFingerprint }) => keyFingerprint === fingerprint) ?? false),
    )
    .map(({ siteName }) => siteName);
}

async function secretBytes(path: string): Promise<Buffer> {
  return readSmallFile(path, LONGEST_SECRET).catch(async (cause: unknown) => {
    if (systemCode(cause) === 'EFBIG')
      throw failed('vault-secret-too-large', { bytes: (await stat(path)).size, limit: LONGEST_SECRET }, cause);
    return unreadable(path, 'key-file-unreadable')(cause);
  });
}
