import { systemPreferences } from 'electron';

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
}
