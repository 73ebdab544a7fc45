import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedReport } from '../core/drill/model';
import { failed } from '../core/errors';
import type { Say } from '../shared/messages/catalogue';
import { reportPage } from '../shared/report/page';

const MOST_OF_A_NAME = 1000;

export interface ReportFiles {
  readonly report: string;
  readonly page: string;
}

/** Writes a report and its page side by side, under a name that nothing has yet. @throws destination-not-writable */
export async function writeReport(say: Say, signed: SignedReport, signer: string, folder: string): Promise<ReportFiles> {
  try {
    await mkdir(folder, { recursive: true });
    const report = await writeNew(folder, baseName(signed), '.json', `${JSON.stringify(signed, null, 2)}\n`);
    const page = `${report.slice(0, -'.json'.length)}.html`;
    const file = await open(page, 'wx');
    await file.writeFile(reportPage(say, signed.report, signer)).finally(() => file.close());
    return { report, page };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw failed('destination-not-writable', { path: folder, reason: code ?? message }, cause);
  }
}

async function writeNew(folder: string, name: string, ending: string, text: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}${ending}`);
    try {
      const file = await open(path, 'wx');
      await file.writeFile(text).finally(() => file.close());
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || count === MOST_OF_A_NAME) throw error;
    }
  }
}

/** `drill-20261121-030000-harbour-fellowship`: sorts by time, and says of what. */
function baseName({ report }: SignedReport): string {
  const { origin } = report;
  const what = origin.kind === 'server' ? origin.site || new URL(origin.url).hostname : (origin.path.split(/[\\/]/).at(-1) ?? '');
  const plain = what.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
  return ['drill', report.begun.slice(0, 19).replace(/[-:]/g, '').replace('T', '-'), plain].filter((part) => part !== '').join('-');
}
