import { useKeys } from '../jobs/key-store';
import { useServers } from '../servers/server-store';
import { useSurveys } from '../servers/survey-store';
import { type Site, siteOf, sitesToProve } from './sites';

const UNASKED = { survey: null, at: null, failure: null, asking: false };
const NO_SERVERS: never[] = [];

/** Every site that a batch of drills takes in, with what is known of it at this moment. */
export function useSites(): readonly Site[] {
  const servers = useServers((store) => store.servers) ?? NO_SERVERS;
  const surveys = useSurveys((store) => store.surveys);
  const held = useKeys((store) => store.held);
  return sitesToProve(servers).map((server) => siteOf(server, surveys[server.id] ?? UNASKED, held));
}

/** Each asking is a process of its own on this machine. */
const AT_ONCE = 3;

/** Asks every site for its archives, a few at a time. A site whose API key is not at hand cannot be asked. */
export async function askAgain(ask: (server: string) => Promise<void>): Promise<void> {
  const waiting = sitesToProve(useServers.getState().servers ?? []).filter(({ apiKey }) => apiKey !== 'needed');
  const askOneAfterAnother = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await ask(next.id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askOneAfterAnother));
}
