import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { sandboxArguments } from '../../scripts/sandbox.mjs';

/** The built app, running on a real Electron with a user data folder of its own. */
export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Chromium's profile and Salvor's settings; kept over `close` only when the caller named it. */
  readonly userData: string;
  /**
   * What went wrong in the open windows since they were made: errors in the console, among which are the refusals by
   * the content security policy, and uncaught errors.
   */
  readonly problems: () => Promise<string[]>;
  /** What the main process wrote to its standard output and standard error. */
  readonly mainOutput: () => string;
  readonly close: () => Promise<void>;
}

export interface LaunchOptions {
  /** When left out, a new one that is removed at the end. */
  readonly userData?: string;
  readonly args?: readonly string[];
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long each step of the start may take, in milliseconds: many times what a slow machine needs. */
const PATIENCE = 30_000;
/** How long a start may take before it is given up for another; a busy machine takes four seconds. */
const IMPATIENCE = 12_000;

/** Starts the app and waits for its first window to be loaded. The caller closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const runtime = await electronRuntime({ quiet: true });
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'salvor-e2e-')));
  const app = await start({
    executablePath: runtime.path,
    // Playwright switches the sandbox off on Linux unless told otherwise; it is part of what is tested.
    chromiumSandbox: true,
    // It also shows every page as on a light system unless told otherwise; the app has an appearance of its own.
    colorScheme: null,
    args: [
      ...runtime.args,
      `--user-data-dir=${userData}`,
      ...sandboxArguments(),
      ...keystoreArguments(),
      ...(options.args ?? []),
    ],
    env: { ...ownEnvironment(), ...options.env },
    timeout: PATIENCE,
  });
  askAgain(app);
  const child = app.process();
  const output: string[] = [];
  child.stdout?.on('data', (text: Buffer) => output.push(text.toString()));
  child.stderr?.on('data', (text: Buffer) => output.push(text.toString()));
  const close = async (): Promise<void> => {
    await closeApp(app, child);
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = await app.firstWindow({ timeout: PATIENCE });
    await page.waitForLoadState('load', { timeout: PATIENCE });
    await neverIdle(app);
    return { app, page, userData, problems: () => problemsOf(app), mainOutput: () => output.join(''), close };
  } catch (error) {
    await close();
    throw new Error(`The app opened no window. It said:\n${output.join('')}`, { cause: error });
  }
}

/**
 * Starts Electron and lets Playwright attach to it. Told which executable to start, Playwright cannot hold the app back
 * until it is attached; where it meets the window in the very moment in which its first page arrives, it misses that
 * arrival and waits for it for ever (about one start in twenty). Such a start is given up and made again.
 */
async function start(options: Parameters<typeof _electron.launch>[0], tries = 4): Promise<ElectronApplication> {
  if (tries === 1) return _electron.launch(options);
  try {
    return await _electron.launch({ ...options, timeout: IMPATIENCE });
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return start(options, tries - 1);
    throw error;
  }
}

/**
 * V8 may collect the promise of what is evaluated in the main process before its answer is sent, about once in a
 * thousand evaluations; Playwright then says so. What was evaluated has run; the tests evaluate what may run twice.
 */
function askAgain(app: ElectronApplication): void {
  const evaluate = app.evaluate.bind(app) as (...given: unknown[]) => Promise<unknown>;
  const patiently = async (...given: unknown[]): Promise<unknown> => {
    try {
      return await evaluate(...given);
    } catch (error) {
      if (error instanceof Error && error.message.includes('promise was garbage collected')) return evaluate(...given);
      throw error;
    }
  };
  Object.assign(app, { evaluate: patiently });
}

/** No one touches a display that no one sees: without this, a long test would be locked out for being away. */
async function neverIdle(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ powerMonitor }) => {
    powerMonitor.getSystemIdleTime = () => 0;
  });
}

/** Asks for what the windows kept, since what a page says while it loads comes before anyone could listen to it. */
async function problemsOf(app: ElectronApplication): Promise<string[]> {
  const found = app.windows().map(async (page) => {
    const messages = await page.consoleMessages({ filter: 'all' });
    const errors = await page.pageErrors({ filter: 'all' });
    return [
      ...messages.filter((message) => message.type() === 'error').map((message) => message.text()),
      ...errors.map((error) => error.stack ?? error.message),
    ];
  });
  return (await Promise.all(found)).flat();
}

/** Tests never touch the keystore of the person who runs them. */
function keystoreArguments(): string[] {
  if (process.platform === 'linux') return ['--password-store=basic'];
  return process.platform === 'darwin' ? ['--use-mock-keychain'] : [];
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Closes every window as a user would; an app that does not follow within ten seconds is ended, one that is gone is
 * left.
 */
async function closeApp(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const overdue = setTimeout(() => child.kill('SIGKILL'), 10_000);
  try {
    await app.close();
  } finally {
    clearTimeout(overdue);
  }
}
