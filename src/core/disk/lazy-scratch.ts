import { withScratchFolder } from './scratch';

/** A private scratch folder that stands while an archive is looked at. It is made when it is first asked for. */
export class LazyScratch {
  readonly parent: string;
  #made: Promise<{ folder: string; remove: () => Promise<void> }> | null = null;

  constructor(parent: string) {
    this.parent = parent;
  }

  /** @throws destination-not-writable */
  async folder(): Promise<string> {
    this.#made ??= hold(this.parent);
    return (await this.#made).folder;
  }

  /** Removes the folder with all that is in it. Does nothing where none was made. */
  async remove(): Promise<void> {
    const made = this.#made;
    this.#made = null;
    await (await made?.catch(() => null))?.remove();
  }
}

function hold(parent: string): Promise<{ folder: string; remove: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const held = withScratchFolder(
      parent,
      (folder) =>
        new Promise<void>((release) => {
          resolve({
            folder,
            remove: () => {
              release();
              return held;
            },
          });
        }),
    );
    held.catch(reject);
  });
}
