import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode, unwritable } from '../../core/disk/disk-trouble';
import type { SignedReport } from '../../core/drill/model';
import type { Say } from '../../shared/messages/catalogue';
import { reportFileName } from '../../shared/report/file-name';
import { reportPage } from '../../shared/report/page';

const MOST_OF_A_NAME = 1000;

export interface ReportFiles {
  readonly report: string;
  readonly page: string;
}

/** Writes a report and its page side by side, under a name that nothing has yet. @throws destination-not-writable */
export async function writeReport(
  say: Say,
  signed: SignedReport,
  signer: string,
  folder: string,
): Promise<ReportFiles> {
  try {
    await mkdir(folder, { recursive: true });
    const report = await writeNew(
      folder,
      reportFileName(signed.report),
      '.json',
      `${JSON.stringify(signed, null, 2)}\n`,
    );
    const page = `${report.slice(0, -'.json'.length)}.html`;
    const file = await open(page, 'wx');
    await file.writeFile(reportPage(say, signed.report, signer)).finally(() => file.close());
    return { report, page };
  } catch (cause) {
    return unwritable(folder)(cause);
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
      if (systemCode(error) !== 'EEXIST' || count === MOST_OF_A_NAME) throw error;
    }
  }
}
