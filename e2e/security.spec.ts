import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Outcome } from '../src/core/errors';
import type { Bridge, CallName } from '../src/shared/ipc/contract';
import { type LaunchedApp, launchApp } from './support/launch';

/** One test for each line of the security baseline; the fuses are read in packed-app.spec.ts. */

declare global {
  interface Window {
    readonly salvor: Bridge;
  }
}

const START = 'app://salvor/index.html';

let salvor: LaunchedApp;

test.beforeAll(async () => {
  salvor = await launchApp();
  await expect(salvor.page.getByRole('navigation')).toBeVisible();
});

test.afterAll(async () => {
  await salvor.close();
});

/** Calls main as the page does, with whatever input. */
function call(name: string, input: unknown = {}): Promise<Outcome<unknown>> {
  return salvor.page.evaluate(([to, what]) => window.salvor.call(to as CallName, what as never), [
    name,
    input,
  ] as const);
}

/** What app:// answers when it is asked by the session, as a page would ask it. */
function ask(url: string): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  return salvor.app.evaluate(async ({ session }, address) => {
    const response = await session.defaultSession.fetch(address, { bypassCustomProtocolHandlers: false });
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  }, url);
}

test.describe('the page', () => {
  test('has no Node', async () => {
    const found = await salvor.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
    expect(await salvor.page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
  });

  test('runs in the sandbox, and the preload in a context of its own', async () => {
    await salvor.page.evaluate(() => Object.assign(window, { ofThePage: true }));
    const seen = await salvor.app.evaluate(async ({ app, BrowserWindow }) => {
      // Electron's number for the world in which a preload runs. Outside the sandbox Node's globals stand in it.
      const worldOfPreload = 999;
      const code = `[typeof globalThis.process, typeof globalThis.ofThePage]`;
      const browsed = (window: Electron.BrowserWindow) =>
        window.webContents.executeJavaScriptInIsolatedWorld(worldOfPreload, [{ code }]) as Promise<string[]>;
      const [own] = BrowserWindow.getAllWindows();
      if (own === undefined) throw new Error('no window');
      const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
      const open = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: false } });
      await open.loadURL('about:blank');
      const result = { own: await browsed(own), withoutSandbox: await browsed(open) };
      open.destroy();
      return result;
    });
    expect(seen).toEqual({ own: ['undefined', 'undefined'], withoutSandbox: ['object', 'undefined'] });
  });

  test('is given three functions and nothing else', async () => {
    const bridge = await salvor.page.evaluate(() => {
      const { salvor } = window;
      let replaced: boolean;
      try {
        Object.assign(salvor, { call: null });
        replaced = true;
      } catch {
        replaced = false;
      }
      return { names: Object.keys(salvor).toSorted(), replaced };
    });
    expect(bridge).toEqual({ names: ['call', 'drop', 'on'], replaced: false });
  });

  test('comes from app:// and nowhere else', async () => {
    expect(salvor.page.url()).toBe(START);
    const foreign = await salvor.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('app://salvor/')),
    );
    expect(foreign).toEqual([]);
  });

  test('may not turn to other hosts of its scheme', async () => {
    expect((await ask('app://other/index.html').catch(() => ({ status: 'refused' }))).status).not.toBe(200);
    const reached = await salvor.page.evaluate(() =>
      fetch('app://other/index.html').then(
        () => true,
        () => false,
      ),
    );
    expect(reached).toBe(false);
  });
});

test.describe('app://', () => {
  test('serves the bundle with its true type, and forbids guessing', async () => {
    const page = await ask(START);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    const script = /src="\.?\/?(assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? 'no script';
    expect((await ask(`app://salvor/${script}`)).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
    });
  });

  for (const path of [
    '../main/main.js',
    '..%2fmain%2fmain.js',
    '%2e%2e%2fmain%2fmain.js',
    '%2e%2e/main/main.js',
    'assets/%2e%2e%2f%2e%2e%2fmain%2fmain.js',
    '..%5cmain%5cmain.js',
    '..\\main\\main.js',
    '%252e%252e%252fmain%252fmain.js',
    'index.html%00.js',
    'index.html%00',
    '%2fetc%2fhostname',
    '/etc/hostname',
    'assets',
  ]) {
    test(`does not lead out of the bundle by ${path}`, async () => {
      const answer = await ask(`app://salvor/${path}`);
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 404, text: '' });
    });
  }

  test('answers to nothing but GET', async () => {
    const status = await salvor.app.evaluate(
      async ({ session }, url) => (await session.defaultSession.fetch(url, { method: 'POST', body: 'x' })).status,
      START,
    );
    expect(status).toBe(405);
  });
});

test.describe('the content security policy', () => {
  test('is in the header, allows nothing inline, and has a fresh nonce each time', async () => {
    const [first, second] = [await ask(START), await ask(START)];
    const policy = first.headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([\w+/=]{24})'/.exec(policy)?.[1] ?? 'none';
    expect(policy.split('; ').toSorted()).toEqual(
      [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].toSorted(),
    );
    expect(first.text).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
    expect(second.headers['content-security-policy']).not.toContain(nonce);
  });

  test('is never met in normal use', async () => {
    const fresh = await launchApp();
    try {
      for (const button of await fresh.page.getByRole('navigation').getByRole('button').all()) await button.click();
      expect(await fresh.problems()).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  test('refuses inline scripts, handlers, styles and javascript: addresses', async () => {
    const result = await salvor.page.evaluate(async () => {
      const refused: string[] = [];
      const note = (event: SecurityPolicyViolationEvent) => refused.push(event.effectiveDirective);
      document.addEventListener('securitypolicyviolation', note);
      const holder = document.createElement('div');
      document.body.append(holder);

      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      holder.append(script);
      holder.insertAdjacentHTML(
        'beforeend',
        '<button onclick="window.ranInline = true">x</button><a href="javascript:window.ranInline=true">y</a>',
      );
      holder.querySelector('button')?.click();
      holder.querySelector('a')?.click();
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid red }';
      holder.append(style);

      await new Promise((resolve) => setTimeout(resolve, 200));
      const outline = getComputedStyle(document.body).outlineWidth;
      document.removeEventListener('securitypolicyviolation', note);
      holder.remove();
      return { ran: 'ranInline' in window, outline, refused: [...new Set(refused)].toSorted() };
    });
    expect(result.ran).toBe(false);
    expect(result.outline).not.toBe('7px');
    expect(result.refused).toEqual(['script-src-attr', 'script-src-elem', 'style-src-elem']);
  });
});

test.describe('the network', () => {
  test('hears nothing from the page, whatever the page tries', async () => {
    let heard = 0;
    const server = createServer((_request, response) => response.end('x'));
    server.on('connection', () => (heard += 1));
    server.listen(0, '127.0.0.1');
    const stun = createSocket('udp4');
    stun.on('message', () => (heard += 1));
    stun.bind(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(stun, 'listening')]);
    const { port } = server.address() as AddressInfo;

    const through = await salvor.page.evaluate(
      async ({ url, socket, peer }) => {
        const outcome = (work: Promise<unknown>) =>
          work.then(
            () => 'through',
            () => 'refused',
          );
        const add = (html: string) =>
          document.body.insertAdjacentHTML('beforeend', `<div class="attempt">${html}</div>`);
        add(
          `<img src="${url}/image.png"><iframe src="${url}/frame"></iframe><audio src="${url}/a.mp3" autoplay></audio>`,
        );
        add(`<object data="${url}/object"></object><embed src="${url}/embed">`);
        for (const rel of [
          'stylesheet',
          'prefetch',
          'preload',
          'preconnect',
          'dns-prefetch',
          'modulepreload',
          'manifest',
          'icon',
        ]) {
          const link = document.createElement('link');
          Object.assign(link, { rel, href: `${url}/${rel}`, as: 'script' });
          document.head.append(link);
        }
        const script = document.createElement('script');
        script.src = `${url}/script.js`;
        document.head.append(script);
        document.body.style.backgroundImage = `url(${url}/background.png)`;
        navigator.sendBeacon(`${url}/beacon`, 'x');
        const form = document.createElement('form');
        Object.assign(form, { action: `${url}/form`, method: 'post' });
        document.body.append(form);
        form.submit();

        const tries = {
          fetch: await outcome(fetch(`${url}/fetch`, { mode: 'no-cors' })),
          module: await outcome(import(`${url}/module.js`)),
          socket: await outcome(
            new Promise((resolve, reject) => {
              const open = new WebSocket(socket);
              open.addEventListener('open', resolve);
              open.addEventListener('error', reject);
            }),
          ),
          worker: await outcome(
            new Promise((resolve, reject) => {
              const worker = new Worker(`${url}/worker.js`);
              worker.addEventListener('message', resolve);
              worker.addEventListener('error', reject);
            }),
          ),
        };

        const connection = new RTCPeerConnection({ iceServers: [{ urls: peer }] });
        connection.createDataChannel('x');
        await connection.setLocalDescription(await connection.createOffer());
        await new Promise((resolve) => setTimeout(resolve, 1500));
        connection.close();
        document.body.style.backgroundImage = '';
        for (const attempt of document.querySelectorAll(
          `.attempt, [href^="${url}"], [src^="${url}"], form[action^="${url}"]`,
        ))
          attempt.remove();
        return tries;
      },
      {
        url: `http://127.0.0.1:${port}`,
        socket: `ws://127.0.0.1:${port}`,
        peer: `stun:127.0.0.1:${stun.address().port}`,
      },
    );
    expect(through).toEqual({ fetch: 'refused', module: 'refused', socket: 'refused', worker: 'refused' });

    // Even a request that no content policy covers does not get through the window's session.
    const bySession = await salvor.app.evaluate(
      ({ session }, url) =>
        session.defaultSession.fetch(url).then(
          () => 'through',
          (error: Error) => error.message,
        ),
      `http://127.0.0.1:${port}/`,
    );
    expect(bySession).toBe('net::ERR_BLOCKED_BY_CLIENT');
    // Nor does any name or address resolve, for whatever else Chromium might send by itself.
    for (const host of ['localhost', '127.0.0.1', 'salvor.example']) {
      const resolved = await salvor.app.evaluate(
        ({ session }, name) =>
          session.defaultSession.resolveHost(name).then(
            () => 'resolved',
            (error: Error) => error.message,
          ),
        host,
      );
      expect([host, resolved]).toEqual([host, 'net::ERR_NAME_NOT_RESOLVED']);
    }

    expect(heard).toBe(0);
    stun.close();
    server.close();
    expect(salvor.page.url()).toBe(START);
  });
});

test.describe('permissions', () => {
  test('are denied when they are looked up', async () => {
    const states = await salvor.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'clipboard-read',
        'clipboard-write',
        'midi',
        'persistent-storage',
      ];
      const asked = names.map(
        async (name) => [name, (await navigator.permissions.query({ name: name as PermissionName })).state] as const,
      );
      return Object.fromEntries(await Promise.all(asked));
    });
    expect(new Set(Object.values(states))).toEqual(new Set(['denied']));
  });

  test('are denied when they are asked for', async () => {
    const answers = await salvor.page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      media: await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        (error: Error) => error.name,
      ),
      screen: await navigator.mediaDevices.getDisplayMedia().then(
        () => 'granted',
        (error: Error) => error.name,
      ),
      location: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code),
        );
      }),
      clipboard: await navigator.clipboard.readText().then(
        () => 'granted',
        (error: Error) => error.name,
      ),
    }));
    expect(answers).toEqual({
      notifications: 'denied',
      media: expect.stringMatching(/NotAllowedError|NotFoundError/),
      screen: expect.stringMatching(/NotAllowedError|InvalidStateError|NotSupportedError/),
      location: 1,
      clipboard: 'NotAllowedError',
    });
  });
});

test.describe('navigation', () => {
  test('away from the page is refused', async () => {
    await salvor.page.evaluate(() => {
      Object.assign(window, { stillHere: true });
      location.assign('https://salvor.example/');
    });
    await salvor.page.evaluate(() => location.assign('app://salvor/assets/other.html'));
    await salvor.page.evaluate(() => location.assign('file:///etc/hostname'));
    await salvor.page.evaluate(() => location.assign('data:text/html,x'));
    await salvor.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'https://salvor.example/', textContent: 'x' });
      document.body.append(link);
      link.click();
      link.remove();
    });
    await salvor.page.waitForTimeout(300);
    expect(salvor.page.url()).toBe(START);
    expect(await salvor.page.evaluate(() => 'stillHere' in window)).toBe(true);
  });

  test('into a new window is refused', async () => {
    const opened = await salvor.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'app://salvor/index.html', target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      return [
        window.open('app://salvor/index.html'),
        window.open('about:blank'),
        window.open('https://salvor.example/'),
      ].map(Boolean);
    });
    expect(opened).toEqual([false, false, false]);
    await salvor.page.waitForTimeout(300);
    expect(await salvor.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
  });

  test('into a web view is refused, even where a window allows the element', async () => {
    const attached = await salvor.app.evaluate(async ({ BrowserWindow, webContents }) => {
      const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true, partition: 'elsewhere' } });
      await window.loadURL('data:text/html,<webview src="data:text/html,x"></webview>');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const views = webContents.getAllWebContents().filter((contents) => contents.getType() === 'webview').length;
      window.destroy();
      return views;
    });
    expect(attached).toBe(0);
  });
});

test.describe('messages to main', () => {
  const refused = (detail: string) => ({ ok: false, error: { code: 'unexpected', params: { detail } } });

  test('of the right shape are answered', async () => {
    expect(await call('app.state')).toMatchObject({ ok: true, value: { locale: 'en' } });
  });

  for (const [name, input] of [
    ['app.state', { extra: 1 }],
    ['app.setAppearance', { appearance: 'pink' }],
    ['app.openLink', { link: 'https://salvor.example/' }],
    ['servers.test', { url: 'x'.repeat(5000), apiKey: 'x', allowHttp: false, authorities: [] }],
    ['servers.survey', { server: ['practice-1'] }],
    ['keys.paste', { text: 'x'.repeat(5000), removeWhitespace: true }],
    [
      'restore.start',
      { server: 'practice-1', archive: '1', destination: { path: '/tmp/x.zip' }, key: null, overwrite: true },
    ],
    ['restore.start', null],
    ['destinations.choose', 'practice-1'],
  ] as const) {
    test(`of another shape are refused: ${name} ${JSON.stringify(input).slice(0, 60)}`, async () => {
      expect(await call(name, input)).toEqual(refused(`${name}: input refused`));
    });
  }

  test('by another name go nowhere', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'electron-store-get-data', 'drop', 'a.b:c', '']) {
      await expect(call(name)).rejects.toThrow('no such message');
    }
    await expect(call('settings.read')).rejects.toThrow("No handler registered for 'salvor:settings.read'");
    const listening = await salvor.page.evaluate(() => {
      try {
        window.salvor.on('electron-store-get-data' as never, () => {});
        return true;
      } catch {
        return false;
      }
    });
    expect(listening).toBe(false);
    expect(
      await salvor.app.evaluate(({ ipcMain }) => ipcMain.eventNames().filter((name) => String(name).includes('store'))),
    ).toEqual([]);
  });

  for (const [who, url, partition] of [
    ['another window with our page', START, ''],
    ['a window with a page from elsewhere', 'data:text/html,x', 'elsewhere'],
    ['an empty window', 'about:blank', ''],
  ] as const) {
    test(`from ${who} are refused`, async () => {
      const answer = await salvor.app.evaluate(
        async ({ app, BrowserWindow }, other) => {
          const preload = `${app.getAppPath()}/out/preload/preload.cjs`;
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload, sandbox: true, partition: other.partition },
          });
          await window.loadURL(other.url);
          const given: unknown = await window.webContents.executeJavaScript(`window.salvor.call('app.state', {})`);
          window.destroy();
          return given;
        },
        { url, partition },
      );
      expect(answer).toEqual(refused('app.state: sender refused'));
    });
  }

  test('from a frame within the page cannot be sent', async () => {
    const reached = await salvor.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const bridge = frame.contentWindow !== null && 'salvor' in frame.contentWindow;
      frame.remove();
      return bridge;
    });
    expect(reached).toBe(false);
  });
});

test.describe('tokens', () => {
  test('for destinations cannot be made up', async () => {
    const path = join(salvor.userData, 'made-up.zip');
    for (const destination of ['made-up.zip', 'x', '0'.repeat(32), '../made-up.zip']) {
      const answer = await call('restore.start', {
        server: 'practice-1',
        archive: 'latest',
        destination,
        key: null,
        overwrite: true,
      });
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'unexpected', params: { detail: 'a destination that no dialog gave' } },
      });
    }
    expect(existsSync(path)).toBe(false);
  });

  test('for certificates and tested servers cannot be made up', async () => {
    const test = {
      url: 'https://127.0.0.1:1/api/v1',
      apiKey: 'tspb_x',
      allowHttp: false,
      authorities: ['0'.repeat(32)],
    };
    expect(await call('servers.test', test)).toMatchObject({
      ok: false,
      error: { params: { detail: 'a certificate that no one chose' } },
    });
    expect(await call('servers.add', { draft: '0'.repeat(32) })).toMatchObject({
      ok: false,
      error: { params: { detail: 'a server that no one tested' } },
    });
  });
});

test('external links open only from the list', async () => {
  await salvor.app.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => {
      opened.push(url);
    };
  });
  for (const link of ['project', 'issues', 'licence'])
    expect(await call('app.openLink', { link })).toEqual({ ok: true, value: null });
  for (const link of ['https://salvor.example/', 'javascript:alert(1)', 'constructor'])
    expect(await call('app.openLink', { link })).toMatchObject({ ok: false });
  const opened = await salvor.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
  expect(opened).toHaveLength(3);
  for (const url of opened) expect(url).toMatch(/^https:\/\//);
});

test.describe('developer tools', () => {
  /** Asks for them by the window itself, and looks whether the menu offers them. */
  const askFor = (launched: LaunchedApp) =>
    launched.app.evaluate(({ BrowserWindow, Menu }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.openDevTools({ mode: 'detach' });
      const offered = JSON.stringify(
        Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => role) ?? []),
      );
      return offered.toLowerCase().includes('devtools');
    });
  const areOpen = (launched: LaunchedApp) =>
    launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isDevToolsOpened());

  test('do not open', async () => {
    expect(await askFor(salvor)).toBe(false);
    // The same request opens them below; here it must still be without effect once that one has been seen to work.
    const launched = await launchApp({ args: ['--devtools', '--no-practice'] });
    try {
      expect(await askFor(launched)).toBe(true);
      await expect.poll(() => areOpen(launched)).toBe(true);
    } finally {
      await launched.close();
    }
    expect(await areOpen(salvor)).toBe(false);
  });
});
