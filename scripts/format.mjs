import { formatter } from './checks.mjs';
import { asCommand, run } from './command.mjs';
import { nodeModules } from './node-modules.mjs';

await asCommand(async () => {
  await nodeModules();
  return run(process.execPath, formatter, { output: 'inherit' });
});
