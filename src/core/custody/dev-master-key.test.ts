import { describe, expect, test } from 'vitest';
import { devMasterKeyLine, readDevMasterKey } from './dev-master-key';

const KEY = '0123456789abcdef'.repeat(4);

describe('the master key of an .env', () => {
  test.each([
    KEY,
    `  ${KEY}\r\n`,
    devMasterKeyLine(KEY),
    `NODE_ENV=production\r\nDEV_MASTER_KEY=${KEY}\r\nPORT=3000\r\n`,
    `export DEV_MASTER_KEY="${KEY}"  # never lose this`,
    `DEV_MASTER_KEY = '${KEY}'`,
    `DEV_MASTER_KEY=${KEY} # never lose this`,
    `#DEV_MASTER_KEY=${'f'.repeat(64)}\nDEV_MASTER_KEY=${KEY}`,
    `DEV_MASTER_KEY=${'f'.repeat(64)}\nDEV_MASTER_KEY=${KEY}`,
    `DEV_MASTER_KEY=\`${KEY}\`\n`,
    `DEV_MASTER_KEY: ${KEY}\n`,
    `DEV_MASTER_KEY=${KEY}#x\n`,
    `\uFEFFDEV_MASTER_KEY=${KEY}\r\n`,
    `A="1\nDEV_MASTER_KEY=${'f'.repeat(64)}\n"\nexport DEV_MASTER_KEY=${KEY}\n`,
  ])('is found in %j', (text) => {
    expect(readDevMasterKey(text)).toBe(KEY);
  });

  test.each(['', 'PORT=3000', `#DEV_MASTER_KEY=${KEY}`, `MY_DEV_MASTER_KEY=${KEY}`])('is not found in %j', (text) => {
    expect(() => readDevMasterKey(text)).toThrow('master-key-missing');
  });

  test('is refused in a value as long as a file may be, in the time of its length', () => {
    expect(() => readDevMasterKey(`DEV_MASTER_KEY="${"'x\n".repeat(87_000)}"`)).toThrow('master-key-malformed');
  });

  test.each([
    'DEV_MASTER_KEY=',
    `DEV_MASTER_KEY=${KEY.slice(1)}`,
    `DEV_MASTER_KEY=${KEY}00`,
    `DEV_MASTER_KEY=${'g'.repeat(64)}`,
    `DEV_MASTER_KEY="${KEY}\n${KEY}"`,
    `DEV_MASTER_KEY=${KEY} ${'x'.repeat(5000)}`,
  ])('is refused in %j', (text) => {
    expect(() => readDevMasterKey(text)).toThrow('master-key-malformed');
  });
});
