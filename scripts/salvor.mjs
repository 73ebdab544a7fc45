import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';
import { nodeModules } from './node-modules.mjs';

// The `salvor` command in a clone: makes sure that it is built, then becomes it. In this same process, so that
// standard input, signals and the exit code are the command's own.
try {
  await nodeModules();
  await build();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
// npm starts scripts in the project's folder; a path that was typed is relative to the folder of the user's shell.
process.chdir(process.env.INIT_CWD ?? process.cwd());
const command = join(root, 'out', 'cli', 'salvor.cjs');
process.argv[1] = command;
await import(pathToFileURL(command).href);
