import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import ownFoldersForAll from '../../scripts/own-folders.mjs';

/**
 * Runs once before all tests: fetches the Electron if need be, fixes the choice for every worker, and gives them
 * folders of their own.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  // A script that has chosen already has also said so.
  const { source } = await electronRuntime({ quiet: process.env['SALVOR_ELECTRON'] !== undefined });
  process.env['SALVOR_ELECTRON'] = source;
  // Last: what is fetched for Electron belongs into the user's own cache.
  return ownFoldersForAll();
}
