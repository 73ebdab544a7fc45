import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Say } from '../shared/messages/catalogue';
import type { SecretKind } from './secrets';

/** The system's own dialogs: the only way by which a path gets into Salvor. Each is null when it was closed. */
export class Dialogs {
  readonly #window: BrowserWindow;
  readonly #say: Say;

  constructor(window: BrowserWindow, say: Say) {
    this.#window = window;
    this.#say = say;
  }

  destination(folder: string | null, name: string): Promise<string | null> {
    return this.#saveFile(this.#say('main.dialog.destination.title'), this.#say('main.dialog.destination.choose'), folder, name, [
      { name: this.#say('main.dialog.zip'), extensions: ['zip'] },
    ]);
  }

  /** For what comes out of an archive, which need not be a zip. */
  payloadDestination(folder: string | null, name: string): Promise<string | null> {
    const ending = /\.(zip|dump|sql|tar)$/.exec(name)?.[1];
    return this.#saveFile(this.#say('main.dialog.payload.title'), this.#say('main.dialog.destination.choose'), folder, name, [
      ...(ending === undefined ? [] : [{ name: this.#say(`main.dialog.${ending as 'zip' | 'dump' | 'sql' | 'tar'}`), extensions: [ending] }]),
      { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
    ]);
  }

  report(folder: string | null, name: string, kind: 'json' | 'pdf'): Promise<string | null> {
    return this.#saveFile(this.#say('main.dialog.report.title'), this.#say('main.dialog.report.save'), folder, name, [
      { name: this.#say(`main.dialog.${kind}`), extensions: [kind] },
    ]);
  }

  archiveFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.archive.title'), []);
  }

  secretFile(kind: SecretKind): Promise<string | null> {
    return this.#openFile(this.#say(`main.dialog.${kind}.title`), []);
  }

  keyFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.key.title'), []);
  }

  authorityFile(): Promise<string | null> {
    return this.#openFile(this.#say('main.dialog.authority.title'), [
      { name: this.#say('main.dialog.pem'), extensions: ['pem', 'crt', 'cer'] },
      { name: this.#say('main.dialog.allFiles'), extensions: ['*'] },
    ]);
  }

  /** Asks before a running restore or drill is given up; true means to leave. */
  async leave(running: 'restore' | 'drill'): Promise<boolean> {
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'question',
      message: this.#say(running === 'drill' ? 'main.leave.drill.message' : 'main.leave.message'),
      detail: this.#say(running === 'drill' ? 'main.leave.drill.detail' : 'main.leave.detail'),
      buttons: [this.#say('main.leave.stay'), this.#say(running === 'drill' ? 'main.leave.drill.leave' : 'main.leave.leave')],
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

  async #saveFile(title: string, button: string, folder: string | null, name: string, filters: Electron.FileFilter[]): Promise<string | null> {
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
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, { title, filters, properties: ['openFile'] });
    return canceled ? null : (filePaths[0] ?? null);
  }
}
