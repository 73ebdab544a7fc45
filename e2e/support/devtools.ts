import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { WebSocket } from 'undici';
import { z } from 'zod';

/**
 * The little that a packed app still lets one see: its windows through Chromium's own debugging port, since the fuses
 * have closed the way that Playwright takes.
 */

const pagesSchema = z.array(z.object({ type: z.string(), url: z.string(), webSocketDebuggerUrl: z.string() }));
const answerSchema = z.object({
  id: z.literal(1),
  result: z.object({ result: z.object({ value: z.unknown() }) }).optional(),
});

export type DebuggedPage = z.infer<typeof pagesSchema>[number];

/**
 * Waits for the app's word on standard error about where its debugging port is.
 * @throws Error with all that it said, when it ended without that word
 */
export async function debuggingHost(errorOutput: Readable): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: errorOutput })) {
    lines.push(line);
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // What is not read would fill the pipe and halt the app.
    errorOutput.resume();
    return new URL(address).host;
  }
  throw new Error(`The app ended without opening its debugging port. It said:\n${lines.join('\n')}`);
}

/** The app's windows at this moment. */
export async function openPages(host: string): Promise<DebuggedPage[]> {
  const list = await fetch(`http://${host}/json/list`);
  return pagesSchema.parse(await list.json()).filter(({ type }) => type === 'page');
}

/** The value of an expression in a page; undefined while the page has no document yet. */
export async function evaluate(page: DebuggedPage, expression: string): Promise<unknown> {
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  try {
    return await new Promise((resolve, reject) => {
      const question = { id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } };
      socket.addEventListener('open', () => socket.send(JSON.stringify(question)));
      socket.addEventListener('message', ({ data }) => {
        const answer = answerSchema.safeParse(JSON.parse(String(data)));
        if (answer.success) resolve(answer.data.result?.result.value);
        else reject(answer.error);
      });
      socket.addEventListener('error', ({ message }) => reject(new Error(`The page cannot be asked: ${message}`)));
    });
  } finally {
    socket.close();
  }
}
