import { describe, expect, test } from 'vitest';
import { PrintedPages } from './printed-pages';

const printed = { html: (nonce: string) => `<style nonce="${nonce}"></style>the page`, foot: 'the foot' };

describe('a page that is printed', () => {
  test('has an address of its own, and only while it is loaded', async () => {
    const pages = new PrintedPages();
    const url = await pages.during(printed, async (address, foot) => {
      expect(pages.page(address, 'abc')).toBe('<style nonce="abc"></style>the page');
      expect(foot).toBe('the foot');
      expect(pages.page(`${address}x`, 'abc')).toBeNull();
      expect(pages.page(address.replace('app:', 'https:'), 'abc')).toBeNull();
      return address;
    });
    expect(pages.page(url, 'abc')).toBeNull();
  });

  test('is gone as well when it could not be printed', async () => {
    const pages = new PrintedPages();
    let url = '';
    const printing = pages.during(printed, async (address) => {
      url = address;
      throw new Error('no printer');
    });
    await expect(printing).rejects.toThrow('no printer');
    expect(pages.page(url, 'abc')).toBeNull();
  });
});
