import { z } from 'zod';
import { type Failure, toFailure } from '../core/errors';
import { type PracticeSite, startPractice } from './server';

/**
 * Entry of the process that the practice server runs in: a utility process of the app, or a plain Node child
 * with a message channel. It receives its folder once, answers when it serves or cannot, and ends with its parent.
 */
const orderSchema = z.object({
  folder: z.string().min(1),
  port: z.number().int().optional(),
  atRest: z.boolean().optional(),
});

type Report =
  | { type: 'ready'; url: string; sites: readonly PracticeSite[]; folder: string }
  | { type: 'failed'; error: Failure };

/** The channel to the parent, whichever kind of child this is. */
interface Parent {
  post(report: Report): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What Electron puts on `process` in a utility process. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

function parent(): Parent | null {
  const { parentPort } = process as unknown as { parentPort?: UtilityPort };
  if (parentPort !== undefined && parentPort !== null) {
    return {
      post: (report) => parentPort.postMessage(report),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  if (process.send === undefined) return null;
  // A utility process ends with the app by itself; a Node child must hear that its channel closed.
  process.on('disconnect', () => process.exit(0));
  return {
    post: (report) => process.send?.(report),
    onMessage: (listener) => process.on('message', listener),
  };
}

const channel = parent();
if (channel === null) {
  process.stderr.write('The practice server is started by Salvor, over a message channel.\n');
  process.exitCode = 2;
}

let begun = false;
channel?.onMessage((message) => {
  if (begun) return;
  begun = true;
  serve(message)
    .then((report) => channel.post(report))
    .catch((error: unknown) => channel.post({ type: 'failed', error: toFailure(error) }));
});

async function serve(message: unknown): Promise<Report> {
  const { url, sites, folder } = await startPractice(orderSchema.parse(message));
  return { type: 'ready', url, sites, folder };
}
