import { useEffect, useState } from 'react';
import { ArchivesScreen } from '../archives/ArchivesScreen';
import { type Routes, useNavigation } from '../base/navigation';
import { ApiKeyScreen } from '../connect/ApiKeyScreen';
import { AskingScreen } from '../connect/AskingScreen';
import { UnreachedScreen } from '../connect/UnreachedScreen';
import { ChangedKeyScreen } from '../fingerprint/ChangedKeyScreen';
import { CheckScreen } from '../fingerprint/CheckScreen';
import { NoKeyScreen } from '../fingerprint/NoKeyScreen';
import { useServers } from '../servers/server-store';
import { useSurveyed, useSurveys } from '../servers/survey-store';

declare module '../base/navigation' {
  interface Routes {
    server: { server: string };
  }
}

/**
 * One server: asks it, and then shows what the answer calls for. Nothing of its archives is shown before the
 * site's fingerprint was compared, nor after it has changed.
 */
export function ServerScreen({ server: id }: Routes['server']) {
  const { go } = useNavigation();
  const server = useServers(({ servers }) => servers?.find((one) => one.id === id));
  const { survey, failure, asking } = useSurveyed(id);
  const ask = useSurveys((surveys) => surveys.ask);
  const [knowsOfNoKey, setKnowsOfNoKey] = useState(false);
  const known = server !== undefined;
  const needsApiKey = server?.apiKey === 'needed';

  useEffect(() => {
    if (!known) go({ at: 'welcome' });
    else if (!needsApiKey) void ask(id);
  }, [known, needsApiKey, id, ask, go]);

  if (server === undefined) return null;
  const refused = failure?.code === 'unauthorised' || failure?.code === 'api-key-needed';
  if (needsApiKey || refused) {
    return <ApiKeyScreen server={server} failure={refused ? failure : null} />;
  }
  if (survey === null) {
    if (failure !== null && !asking) return <UnreachedScreen server={server} failure={failure} />;
    return <AskingScreen server={server} />;
  }
  if (server.pinned !== null && survey.fingerprint !== server.pinned) {
    return <ChangedKeyScreen server={server} pinned={server.pinned} present={survey.fingerprint} />;
  }
  if (survey.fingerprint === null && !knowsOfNoKey) {
    return <NoKeyScreen server={server} onGoOn={() => setKnowsOfNoKey(true)} />;
  }
  if (survey.fingerprint !== null && server.pinned === null) {
    return <CheckScreen server={server} present={survey.fingerprint} />;
  }
  return <ArchivesScreen server={server} survey={survey} />;
}
