import { z } from 'zod';
import { call, done, nothing } from './call';

const appearance = z.enum(['system', 'light', 'dark']);

export const appStateSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** Whether the operating system offers a keystore that really protects what it seals. */
  keystore: z.enum(['real', 'none']),
  locale: z.string(),
  appearance,
});
export type AppState = z.output<typeof appStateSchema>;

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

export const appCalls = {
  'app.state': call(nothing, appStateSchema),
  'app.setAppearance': call(z.object({ appearance }).strict(), done),
  /** Puts a command on the clipboard: one line, because a terminal runs every full line that is pasted into it. */
  'app.copyCommand': call(z.object({ command: z.string().min(1).max(65_536).refine(isOneLine) }).strict(), done),
  'app.openLink': call(z.object({ link: z.enum(['project', 'issues', 'licence']) }).strict(), done),
} as const;
