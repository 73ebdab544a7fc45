import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { z } from 'zod';
import { failed, SalvorError } from '../../core/errors';
import { failureSchema } from '../../core/failure-schema';
import { bareEnvironment } from '../electron/environment';
import { endProcess } from '../electron/process-end';

/** Its first start makes the sample archives; later ones take a moment only. */
const START_MS = 60_000;

const fromPracticeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    url: z.string(),
    folder: z.string(),
    sites: z.array(
      z.object({
        name: z.string(),
        apiKey: z.string(),
        fingerprint: z.string(),
        keys: z.array(z.object({ fingerprint: z.string(), file: z.string(), current: z.boolean() })),
      }),
    ),
  }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type Practice = Omit<Extract<z.infer<typeof fromPracticeSchema>, { type: 'ready' }>, 'type'>;
export type PracticeSite = Practice['sites'][number];

/**
 * Starts the practice server in a process of its own, with its data in the user's folder; it ends with Salvor.
 * Rejects when it does not come up; Salvor is then without it.
 */
export function startPracticeServer(): Promise<Practice> {
  const child = utilityProcess.fork(join(import.meta.dirname, 'practice.js'), [], {
    serviceName: 'Salvor practice server',
    env: bareEnvironment(),
    execArgv: [],
    stdio: app.isPackaged ? 'ignore' : 'inherit',
  });
  child.postMessage({ folder: join(app.getPath('userData'), 'practice') });

  return new Promise((resolve, reject) => {
    const fail = (detail: string) => reject(failed('unexpected', { detail }));
    const impatience = setTimeout(() => {
      endProcess(child);
      fail('the practice server did not start in time');
    }, START_MS);
    child.once('exit', (code) => {
      clearTimeout(impatience);
      fail(`the practice server ended (exit code ${code})`);
    });
    child.once('message', (data: unknown) => {
      clearTimeout(impatience);
      const message = fromPracticeSchema.safeParse(data);
      if (!message.success) fail('the practice server sent a message of another shape');
      else if (message.data.type === 'failed') reject(new SalvorError(message.data.error));
      else resolve(message.data);
    });
  });
}
