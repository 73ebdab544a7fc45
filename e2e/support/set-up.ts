import { electronRuntime } from '../../scripts/electron-runtime.mjs';

/** Runs once before all tests: fetches the Electron if need be, and fixes the choice for every worker. */
export default async function setUp(): Promise<void> {
  // Whoever has chosen already has also told so.
  const { source } = await electronRuntime({ quiet: process.env['SALVOR_ELECTRON'] !== undefined });
  process.env['SALVOR_ELECTRON'] = source;
}
