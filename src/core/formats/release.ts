import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** Node has it from version 21 on, and Electron with it. */
type Transferable = ArrayBuffer & { readonly transfer?: (bytes: number) => ArrayBuffer };

/**
 * Gives the memory of these bytes back at once, instead of when the collector comes by: what a cipher or a socket
 * allocates for every piece costs more than the cipher itself, see docs/performance.md. The bytes are gone, in every
 * view of them. Does nothing where they are only a part of their buffer, which others may still be using.
 */
export function release(bytes: Uint8Array): void {
  const buffer = bytes.buffer as Transferable;
  if (bytes.byteLength !== buffer.byteLength || !(buffer instanceof ArrayBuffer)) return;
  if (buffer.transfer === undefined) sendNowhere(buffer);
  else buffer.transfer(0);
}

let closedPort: MessagePort | null = null;

/** What is sent to a closed port leaves this thread, and is freed since no one will ever receive it. */
function sendNowhere(buffer: ArrayBuffer): void {
  if (closedPort === null) {
    closedPort = new MessageChannel().port1;
    closedPort.close();
  }
  closedPort.postMessage(null, [buffer]);
}
