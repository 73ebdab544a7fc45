import { lintChecks, runChecks } from './checks.mjs';
import { asCommand } from './command.mjs';
import { nodeModules } from './node-modules.mjs';

await asCommand(async () => {
  await nodeModules();
  const { failed } = await runChecks(lintChecks);
  return failed.length === 0 ? 0 : 1;
});
