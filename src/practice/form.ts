import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { Refusal } from './answer';
import { type Received, receive } from './store/receive';

export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  /** The part of the asked name, on the disk; null where the form had none. */
  readonly file: (Received & { readonly filename: string }) | null;
}

const FIELDS = 20;
const FIELD_BYTES = 8192;

/**
 * Reads a form, multipart or url-encoded, writing the one file part called `filePart` to `path` as it comes.
 * Where reading fails nothing is left there.
 */
export async function readForm(
  request: IncomingMessage,
  filePart: string,
  path: string,
  options: { limit: number; atRest: Buffer | null },
): Promise<Form> {
  const fields = new Map<string, string>();
  let arriving: Promise<NonNullable<Form['file']>> | null = null;

  const busboy = formReader(request);
  busboy.on('field', (name, value) => fields.set(name, value));
  busboy.on('file', (name, stream, filename) => {
    if (name !== filePart || arriving !== null) {
      stream.resume();
      return;
    }
    arriving = receive(stream, path, options).then((received) => ({ ...received, filename: filename ?? '' }));
    // When the disk refuses, the form cannot be read to its end; when the sender stops, the part never ends.
    arriving.catch((error: Error) => busboy.destroy(error));
    busboy.once('error', (error: Error) => stream.destroy(error));
  });

  try {
    await feed(request, busboy);
    return { fields, file: await arriving };
  } catch (error) {
    await Promise.allSettled([arriving]);
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Pipes the request into the reader. Unlike a pipeline it leaves the request alone when the reader fails: to
 * destroy it would close the connection before the sender has heard why.
 */
async function feed(request: IncomingMessage, busboy: BusboyInstance): Promise<void> {
  const lost = () => {
    if (!request.complete) busboy.destroy(new Error('the sender went away'));
  };
  request.once('close', lost);
  request.pipe(busboy);
  try {
    await finished(busboy, { readable: false });
  } finally {
    request.removeListener('close', lost);
    request.unpipe(busboy);
  }
}

function formReader(request: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fields: FIELDS, fieldSize: FIELD_BYTES, fieldNameSize: 64 },
    });
  } catch {
    throw new Refusal(400, 'a form is expected');
  }
}
