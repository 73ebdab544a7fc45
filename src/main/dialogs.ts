import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Say } from '../shared/messages/catalogue';

/** The system's own dialogs: the only way by which a path gets into Salvor. Each is null when it was closed. */
export class Dialogs {
  readonly #window: BrowserWindow;
  readonly #say: Say;

  constructor(window: BrowserWindow, say: Say) {
    this.#window = window;
    this.#say = say;
  }

  async destination(folder: string | null, name: string): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.#window, {
      title: this.#say('main.dialog.destination.title'),
      buttonLabel: this.#say('main.dialog.destination.choose'),
      defaultPath: join(folder ?? app.getPath('downloads'), name),
      filters: [{ name: this.#say('main.dialog.zip'), extensions: ['zip'] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return canceled || filePath === '' ? null : filePath;
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

  /** Asks before a running restore is given up; true means to leave. */
  async leaveRestore(): Promise<boolean> {
    const { response } = await dialog.showMessageBox(this.#window, {
      type: 'question',
      message: this.#say('main.leave.message'),
      detail: this.#say('main.leave.detail'),
      buttons: [this.#say('main.leave.stay'), this.#say('main.leave.leave')],
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

  async #openFile(title: string, filters: Electron.FileFilter[]): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.#window, { title, filters, properties: ['openFile'] });
    return canceled ? null : (filePaths[0] ?? null);
  }
}
