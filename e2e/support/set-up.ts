import { electronRuntime } from '../../scripts/electron-runtime.mjs';

/** Runs once before all tests: fetches the Electron if need be, and fixes the choice for every worker. */
export default async function setUp(): Promise<void> {
  const { source } = await electronRuntime();
  process.env['SALVOR_ELECTRON'] = source;
}
