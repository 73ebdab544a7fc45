import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { SecretKind } from '../../core/custody/model';
import type { ArchiveSecretKind } from '../../shared/ipc/secret-calls';
import type { Say } from '../../shared/messages/catalogue';

const LEAVING = {
  restore: { message: 'main.leave.message', detail: 'main.leave.detail', leave: 'main.leave.leave' },
  drill: { message: 'main.leave.drill.message', detail: 'main.leave.drill.detail', leave: 'main.leave.drill.leave' },
  browse: {
    message: 'main.leave.browse.message',
    detail: 'main.leave.browse.detail',
    leave: 'main.leave.browse.leave',
  },
  recovery: {
    message: 'main.leave.recovery.message',
    detail: 'main.leave.recovery.detail',
    leave: 'main.leave.recovery.leave',
  },
  ceremony: {
    message: 'main.leave.ceremony.message',
    detail: 'main.leave.ceremony.detail',
    leave: 'main.leave.ceremony.leave',
  },
} as const;

/**
 * What runs when someone leaves: `look` is entries that are being taken out, `recovery` cards that were entered,
 * `ceremony` a key that is being split.
 */
export type LeavingFrom = keyof typeof LEAVING;

/** The system's own dialogs: the only way for a path to get into Salvor. Each is null when it was closed. */
export class Dialogs {
  readonly #window: BrowserWindow;
  readonly #say: Say;

  constructor(window: BrowserWindow, say: Say) {
    this.#window = window;
    this.#say = say;
  }

  destination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(
      this.#say('main.dialog.destination.title'),
      this.#say('main.dialog.destination.choose'),
      folder,
      name,
      [{ name: this.#say('main.dialog.zip'), extensions: ['zip'] }],
    );
  }

  /** For what comes out of an archive, which need not be a zip. */
  payloadDestination(folder: string | null, name: string): Promise<string | null> {
    const ending = /\.(zip|dump|sql|tar)$/.exec(name)?.[1];
    return this.#saveFile(
      this.#say('main.dialog.payload.title'),
      this.#say('main.dialog.destination.choose'),
      folder,
      name,
      [
        ...(ending === undefined
          ? []
          : [{ name: this.#say(`main.dialog.${ending as 'zip' | 'dump' | 'sql' | 'tar'}`), extensions: [ending] }]),
        { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
      ],
    );
  }

  report(folder: string | null, name: string, kind: 'json' | 'pdf'): Promise<string | null> {
    return this.#saveFile(this.#say('main.dialog.report.title'), this.#say('main.dialog.report.save'), folder, name, [
      { name: this.#say(`main.dialog.${kind}`), extensions: [kind] },
    ]);
  }

  /** Where one file goes that is taken out of an archive. */
  entryDestination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(this.#say('main.dialog.entry.title'), this.#say('main.dialog.entry.choose'), folder, name, [
      { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
    ]);
  }

  /** The folder into which several entries are taken out. */
  async folderForEntries(folder: string | null): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: this.#say('main.dialog.entries.title'),
      buttonLabel: this.#say('main.dialog.entries.choose'),
      defaultPath: folder ?? app.getPath('downloads'),
      properties: ['openDirectory', 'createDirectory'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  archiveFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.archive.title'), []);
  }

  secretFile(kind: ArchiveSecretKind): Promise<string | null> {
    return this.#openFile(this.#say(`main.dialog.${kind}.title`), []);
  }

  keyFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.key.title'), []);
  }

  /** The file with a secret that the vault is to keep. */
  vaultSecretFile(kind: SecretKind): Promise<string | null> {
    return this.#openFile(this.#say(`main.dialog.vault.${kind}`), []);
  }

  /** Where a secret of the vault is to be written. */
  vaultExport(folder: string | null, label: string): Promise<string | null> {
    const name = label
      .replace(/[^\p{L}\p{N} ._-]/gu, '_')
      .replace(/^[.\s]+/, '')
      .slice(0, 80);
    return this.#saveFile(
      this.#say('main.dialog.vault.export'),
      this.#say('main.dialog.vault.export.do'),
      folder,
      name === '' ? 'secret' : name,
      [{ name: this.#say('main.dialog.allFiles'), extensions: ['*'] }],
    );
  }

  authorityFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.authority.title'), [
      { name: this.#say('main.dialog.pem'), extensions: ['pem', 'crt', 'cer'] },
      { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
    ]);
  }

  /** Where a custodian's card goes as a file; no folder is proposed, since each takes it elsewhere. */
  cardDestination(name: string, kind: 'pdf' | 'age'): Promise<string | null> {
    return this.#saveFile(this.#say('escrow.dialog.save-card'), this.#say('main.dialog.report.save'), null, name, [
      { name: this.#say(kind === 'pdf' ? 'main.dialog.pdf' : 'escrow.dialog.sealed-card'), extensions: [kind] },
    ]);
  }

  /** The folder for what goes with the cards of a set. */
  async companionsFolder(): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: this.#say('escrow.dialog.companions'),
      buttonLabel: this.#say('main.dialog.report.save'),
      properties: ['openDirectory', 'createDirectory'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  /** A custodian's card: its file, a picture of it, or one that is sealed. */
  cardFile(): Promise<string | null> {
    return this.#openFile(this.#say('escrow.dialog.card'), []);
  }

  /** The file beside the cards. */
  escrowFile(): Promise<string | null> {
    return this.#openFile(this.#say('recover.dialog.escrow-file'), []);
  }

  /** The settings file of a server that is to have its master key back: its name begins with a dot. */
  async envFile(): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title: this.#say('recover.dialog.env'),
      properties: ['openFile', 'showHiddenFiles'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  receiptFile(): Promise<string | null> {
    return this.#openFile(this.#say('escrow.dialog.receipt'), [
      { name: this.#say('escrow.dialog.receipt.kind'), extensions: ['json'] },
      { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
    ]);
  }

  receiptDestination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(this.#say('escrow.dialog.save-receipt'), this.#say('main.dialog.report.save'), folder, name, [
      { name: this.#say('escrow.dialog.receipt.kind'), extensions: ['json'] },
    ]);
  }

  formDestination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(this.#say('escrow.dialog.save-form'), this.#say('main.dialog.report.save'), folder, name, [
      { name: this.#say('main.dialog.pdf'), extensions: ['pdf'] },
    ]);
  }

  logbookDestination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(this.#say('logbook.dialog.title'), this.#say('logbook.dialog.save'), folder, name, [
      { name: this.#say('logbook.dialog.kind'), extensions: ['jsonl'] },
    ]);
  }

  /** Asks before what runs is given up; true means to leave. */
  async leave(running: LeavingFrom): Promise<boolean> {
    const { message, detail, leave } = LEAVING[running];
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'question',
      message: this.#say(message),
      detail: this.#say(detail),
      buttons: [this.#say('main.leave.stay'), this.#say(leave)],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  }

  async tellSettingsSetAside(path: string): Promise<void> {
    await dialog.showMessageBox(this.#window, {
      type: 'warning',
      message: this.#say('main.settingsSetAside.message'),
      detail: this.#say('main.settingsSetAside.detail', { path }),
      buttons: [this.#say('main.settingsSetAside.ok')],
    });
  }

  async #saveFile(
    title: string,
    button: string,
    folder: string | null,
    name: string,
    filters: Electron.FileFilter[],
  ): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window, {
      title,
      buttonLabel: button,
      defaultPath: join(folder ?? app.getPath('downloads'), name),
      filters,
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return canceled || filePath === '' ? null : filePath;
  }

  async #openFile(title: string, filters: Electron.FileFilter[]): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, {
      title,
      filters,
      properties: ['openFile'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }
}
