import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useServers } from './server-store';
import { useSurveys } from './survey-store';

/** Takes a server off the list, after asking. The practice server comes with Salvor and stays. */
export function ForgetServer({ server }: { server: ServerView }) {
  const say = useSay();
  const { go } = useNavigation();
  const drop = useServers((servers) => servers.drop);
  const forgetSurvey = useSurveys((surveys) => surveys.forget);
  const [asked, setAsked] = useState(false);
  const forgetting = useTask();
  if (server.practice) return null;

  const forget = () =>
    void forgetting.start(
      () => ask('servers.forget', { server: server.id }),
      (answer) => {
        setAsked(false);
        if (!answer.ok) return;
        go({ at: 'welcome' });
        drop(server.id);
        forgetSurvey(server.id);
      },
    );

  return (
    <>
      <Action kind="quiet" onPress={() => setAsked(true)}>
        {say('app.server.forget')}
      </Action>
      <Confirm
        open={asked}
        title={say('app.server.forget-title', { site: server.siteName })}
        doIt={say('app.server.forget-do')}
        leaveIt={say('app.server.forget-leave')}
        busy={forgetting.busy}
        onDo={forget}
        onLeave={() => setAsked(false)}
      >
        <p>{say('app.server.forget-text')}</p>
      </Confirm>
    </>
  );
}
