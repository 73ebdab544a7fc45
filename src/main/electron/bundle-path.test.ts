import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleFile, isOurs } from './bundle-path';

const root = join('/opt', 'salvor', 'renderer');

describe('the files that app:// serves', () => {
  test.each([
    ['app://salvor/', ['index.html'], 'text/html; charset=utf-8'],
    ['app://salvor/index.html', ['index.html'], 'text/html; charset=utf-8'],
    ['app://salvor/index.html?x=1#y', ['index.html'], 'text/html; charset=utf-8'],
    ['app://salvor/assets/index-C_x1.js', ['assets', 'index-C_x1.js'], 'text/javascript; charset=utf-8'],
    ['app://salvor/assets/index.css', ['assets', 'index.css'], 'text/css; charset=utf-8'],
    ['app://salvor/assets/%69ndex.css', ['assets', 'index.css'], 'text/css; charset=utf-8'],
  ])('%s', (url, parts, contentType) => {
    expect(bundleFile(root, url)).toEqual({ path: join(root, ...parts), contentType });
  });

  // The URL parser itself folds these back into the bundle, as it does for every standard scheme.
  test.each([
    'app://salvor/../main/main.js',
    'app://salvor/%2e%2e/main/main.js',
    'app://salvor/assets/../../../main/main.js',
  ])('keeps %s inside the bundle', (url) => {
    expect(bundleFile(root, url)?.path).toBe(join(root, 'main', 'main.js'));
  });

  test.each([
    'app://salvor/%2e%2e%2fmain%2fmain.js',
    'app://salvor/assets/%2e%2e%2f%2e%2e%2fmain%2fmain.js',
    'app://salvor/..%5cmain%5cmain.js',
    'app://salvor/assets%5cindex.js',
    'app://salvor/%252e%252e%252fmain.js',
    'app://salvor/index.html%00.js',
    'app://salvor/%00',
    'app://salvor/%',
    'app://salvor//etc/passwd.json',
    'app://salvor/C:/windows/win.json',
    'app://salvor/.hidden.js',
    'app://salvor/assets/',
    'app://salvor/index',
    'app://salvor/notes.txt',
    'app://other/index.html',
    'app://salvor.evil/index.html',
    'app://salvor:1/index.html',
    'app://user@salvor/index.html',
    'file:///etc/passwd',
    'https://salvor/index.html',
    'index.html',
    '',
  ])('refuses %j', (url) => {
    expect(bundleFile(root, url)).toBeNull();
  });
});

describe('pages of ours', () => {
  test('are told from their address', () => {
    expect(isOurs('app://salvor/index.html')).toBe(true);
    expect(isOurs('app://salvor/')).toBe(true);
  });

  test.each([
    'app://other/',
    'app://salvor.evil/',
    'app://salvor:80/',
    'app://x@salvor/',
    'http://salvor/',
    'about:blank',
    'data:text/html,x',
    'null',
    '',
  ])('%j is none', (url) => {
    expect(isOurs(url)).toBe(false);
  });
});
