import { openForBrowsing } from '../core/browse/open';
import { summaryOf } from '../core/browse/pages';
import { failed, toFailure } from '../core/errors';
import { PauseGate } from '../core/restore/job';
import { type BrowseRequest, type FromBrowse, type Question, toBrowseSchema } from './browse-messages';
import { BrowseSession } from './browse-session';
import { ProgressPost } from './progress-post';

/**
 * The entry of the utility process for browsing. The archive is open in it until main says `close`, or ends it. The
 * request, with the secrets in it, is referred to from nowhere once the archive is open.
 */
const port = process.parentPort;
const over = new AbortController();
const asked = new Map<number, AbortController>();
let opening: Promise<BrowseSession | null> | null = null;

function post(message: FromBrowse): void {
  port.postMessage(message);
}

/** Each piece of work has its own progress, so its first report is sent at once. */
function contextWith(signal: AbortSignal) {
  const progress = new ProgressPost((latest) => post({ type: 'progress', progress: latest }));
  return { signal, pause: new PauseGate(), report: progress.report.bind(progress) };
}

async function open(request: BrowseRequest): Promise<BrowseSession | null> {
  try {
    const browsed = await openForBrowsing(request, contextWith(over.signal));
    post({ type: 'opened', outcome: { ok: true, value: await summaryOf(browsed) } });
    return new BrowseSession(browsed);
  } catch (error) {
    post({ type: 'opened', outcome: { ok: false, error: toFailure(error) } });
    return null;
  }
}

async function answer(id: number, question: Question): Promise<void> {
  const stop = new AbortController();
  asked.set(id, stop);
  try {
    const session = await opening;
    if (session == null) throw failed('unexpected', { detail: 'a question about an archive that is not open' });
    const value = await session.answer(question, contextWith(AbortSignal.any([over.signal, stop.signal])));
    post({ type: 'answer', id, outcome: { ok: true, value } });
  } catch (error) {
    post({ type: 'answer', id, outcome: { ok: false, error: toFailure(error) } });
  } finally {
    asked.delete(id);
  }
}

async function close(): Promise<void> {
  over.abort();
  try {
    const session = await opening;
    await session?.close();
  } finally {
    process.exit(0);
  }
}

port.on('message', (event) => {
  const message = toBrowseSchema.safeParse(event.data);
  if (!message.success) {
    post({
      type: 'opened',
      outcome: {
        ok: false,
        error: failed('unexpected', { detail: 'the look was sent a message of another shape' }).failure,
      },
    });
    return;
  }
  switch (message.data.type) {
    case 'open':
      opening ??= open(message.data.request);
      return;
    case 'ask':
      void answer(message.data.id, message.data.question);
      return;
    case 'stop':
      asked.get(message.data.id)?.abort();
      return;
    case 'close':
      void close();
  }
});
