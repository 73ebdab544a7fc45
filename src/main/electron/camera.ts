import { type BrowserWindow, systemPreferences } from 'electron';

/**
 * Whether the window may use the camera: only while its scanner is on the screen, and never from one page to the next.
 */
export class Camera {
  #open = false;

  get isOpen(): boolean {
    return this.#open;
  }

  /** @returns whether the operating system lets Salvor use a camera; where it asks the person, after their answer */
  async open(): Promise<boolean> {
    this.#open = process.platform !== 'darwin' || (await systemPreferences.askForMediaAccess('camera'));
    return this.#open;
  }

  close(): void {
    this.#open = false;
  }

  /** A page that is loaded anew, or has crashed, has no scanner. */
  closeWithPage(window: BrowserWindow): void {
    window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) this.close();
    });
    window.webContents.on('render-process-gone', () => this.close());
  }
}
