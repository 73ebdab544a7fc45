import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where inputs are kept that a parser did not stand: a folder that the checkout ignores. */
export function findingsFolder(): string {
  const folder = join('out', 'findings');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Keeps an input under the parser's name; a smaller one that fails as well takes its place. */
export function keepFinding(name: string, input: Uint8Array): string {
  const path = join(findingsFolder(), name);
  writeFileSync(path, input);
  return path;
}
