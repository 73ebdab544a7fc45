import type { ElectronApplication } from '@playwright/test';

/** What the app asked of a system dialog: every text in it that a person would read. */
export interface AskedDialog {
  readonly texts: readonly string[];
  /** The name that a save dialog proposed, with its folder. */
  readonly defaultPath: string | null;
}

/*
 * The system's own dialogs stand outside the page, where nothing can press their buttons. They alone are stood in for.
 */

/** From now on the save dialog is answered with `path`; null closes it. */
export async function answerSaveDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = ((_window: unknown, options: unknown) => {
      Object.assign(globalThis, { askedDialog: options });
      return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
    }) as typeof dialog.showSaveDialog;
  }, path);
}

/** From now on the dialog that opens a file is answered with `path`; null closes it. */
export async function answerOpenDialog(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = ((_window: unknown, options: unknown) => {
      Object.assign(globalThis, { askedDialog: options });
      return Promise.resolve({ canceled: filePath === null, filePaths: filePath === null ? [] : [filePath] });
    }) as typeof dialog.showOpenDialog;
  }, path);
}

/** From now on a question is answered by the button of that place. */
export async function answerQuestion(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = ((_window: unknown, options: unknown) => {
      Object.assign(globalThis, { askedDialog: options });
      return Promise.resolve({ response: answer, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  }, response);
}

/** The last dialog that the app opened, or null. Asking forgets it. */
export function lastDialog(app: ElectronApplication): Promise<AskedDialog | null> {
  return app.evaluate(() => {
    const kept = globalThis as { askedDialog?: Electron.SaveDialogOptions & Partial<Electron.MessageBoxOptions> };
    const asked = kept.askedDialog;
    delete kept.askedDialog;
    if (asked === undefined) return null;
    const { title, buttonLabel, message, detail, buttons = [], filters = [], defaultPath = null } = asked;
    const texts = [title, buttonLabel, message, detail, ...buttons, ...filters.map(({ name }) => name)];
    return { texts: texts.filter((text): text is string => text !== undefined && text !== ''), defaultPath };
  });
}
