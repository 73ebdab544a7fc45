import { describe, expect, it } from 'vitest';
import type { CheckedReport } from '../core/drill/signature';
import { speaker } from '../shared/messages/catalogue';
import { ReportPages } from './report-pages';

const checked: CheckedReport = {
  signer: '25e4:effe:c971:cbf1',
  report: {
    kind: 'salvor-drill-report',
    version: 1,
    begun: '2026-11-21T03:00:00.000Z',
    program: { name: 'Salvor', version: '9.9.9' },
    machine: { name: 'laptop', system: 'Linux 6.1 x64' },
    operator: 'Ada',
    origin: { kind: 'file', path: '/home/ada/export.zip.enc' },
    archive: null,
    recoveryPoint: null,
    outcome: { ok: false, error: { code: 'wrong-passphrase', params: {} } },
    took: { connect: 1 },
    recoveryMilliseconds: 1,
  },
};

describe('the page of a report that is printed', () => {
  it('stands under its own address, and only while it is loaded', async () => {
    const pages = new ReportPages(speaker('en'));
    const url = await pages.during(checked, async (address) => {
      expect(pages.page(address, 'abc')).toContain('<style nonce="abc">');
      expect(pages.page(address, 'abc')).toContain('25e4:effe:c971:cbf1');
      expect(pages.page(`${address}x`, 'abc')).toBeNull();
      expect(pages.page(address.replace('app:', 'https:'), 'abc')).toBeNull();
      return address;
    });
    expect(pages.page(url, 'abc')).toBeNull();
  });

  it('is gone as well when it could not be printed', async () => {
    const pages = new ReportPages(speaker('en'));
    let url = '';
    const printing = pages.during(checked, async (address) => {
      url = address;
      throw new Error('no printer');
    });
    await expect(printing).rejects.toThrow('no printer');
    expect(pages.page(url, 'abc')).toBeNull();
  });
});
