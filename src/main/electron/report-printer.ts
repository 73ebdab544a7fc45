import { app, BrowserWindow } from 'electron';

/** Countries that print on Letter, by ISO 3166 (those where CLDR's paper size is US-Letter); all others print on A4. */
const LETTER = new Set(['US', 'CA', 'MX', 'PH', 'PR', 'CL', 'CO', 'CR', 'GT', 'NI', 'PA', 'SV', 'VE', 'BZ']);

/**
 * Prints a page of ours, which needs no script, as a PDF: in a window that is never shown and is gone afterwards. The
 * paper is that of the country which the system is set to.
 *
 * @param foot HTML at the foot of each page, within the margin that the page's own style leaves; empty for none
 */
export async function printPage(url: string, foot: string): Promise<Uint8Array> {
  return inHiddenWindow(url, (window) =>
    window.webContents.printToPDF({
      pageSize: LETTER.has(app.getLocaleCountryCode()) ? 'Letter' : 'A4',
      printBackground: true,
      ...(foot === '' ? {} : { displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: foot }),
      generateTaggedPDF: true,
    }),
  );
}

/** Prints such a page on paper, by the system's own dialog. Whether it was sent to a printer. */
export async function printOnPaper(url: string): Promise<boolean> {
  return inHiddenWindow(
    url,
    (window) =>
      new Promise((resolve) => window.webContents.print({ printBackground: true }, (success) => resolve(success))),
  );
}

async function inHiddenWindow<T>(url: string, work: (window: BrowserWindow) => Promise<T>): Promise<T> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      enableWebSQL: false,
      devTools: false,
    },
  });
  try {
    await window.loadURL(url);
    return await work(window);
  } finally {
    window.destroy();
  }
}
