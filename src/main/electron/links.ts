import { shell } from 'electron';
import type { CallInput } from '../../shared/ipc/contract';

export type ExternalLink = CallInput<'app.openLink'>['link'];

/** The project's home. Until it has a public one, this is a name that no one can own (RFC 2606). */
const PROJECT = 'https://salvor.example';

/** The only addresses that Salvor ever hands to the browser. The window names one; it cannot bring its own. */
const LINKS: Readonly<Record<ExternalLink, string>> = {
  project: `${PROJECT}/`,
  issues: `${PROJECT}/issues`,
  licence: `${PROJECT}/licence`,
};

export async function openLink(link: ExternalLink): Promise<void> {
  await shell.openExternal(LINKS[link]);
}
