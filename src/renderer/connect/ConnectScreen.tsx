import { useRef, useState } from 'react';
import { Checkbox, Form } from 'react-aria-components';
import type { CallOutput } from '../../shared/ipc/contract';
import type { Authority } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { TickMark } from '../base/controls/TickMark';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useServers } from '../servers/server-store';
import { AddressField } from './AddressField';
import { ApiKeyField, apiKeyRefusal } from './ApiKeyField';
import { Authorities } from './Authorities';
import { TestedSite } from './TestedSite';
import './connect.css';

declare module '../base/navigation' {
  interface Routes {
    connect: object;
  }
}

type Tested = CallOutput<'servers.test'>;

/** Address and API key, the test of both, and what the server says of itself. */
export function ConnectScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const put = useServers(({ put }) => put);
  const [url, setUrl] = useState('');
  const [apiKey, setApiKey] = useState('');
  const [allowHttp, setAllowHttp] = useState(false);
  const [httpRefused, setHttpRefused] = useState(false);
  const [authorities, setAuthorities] = useState<readonly Authority[]>([]);
  const [advanced, setAdvanced] = useState(false);
  const [tested, setTested] = useState<Tested | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const testing = useTask();
  const adding = useTask();
  const address = useRef<HTMLInputElement>(null);

  /** The form holds something else than what was tested. */
  const dropTest = () => {
    testing.drop();
    setTested(null);
    setFailure(null);
  };

  /** Shows what went wrong, and leads to the field that can mend it. */
  const refuse = (refusal: Failure) => {
    const { code } = refusal;
    setFailure(refusal);
    if (code === 'api-key-malformed') setApiKey('');
    if (code === 'insecure-http-refused') setHttpRefused(true);
    if (code.startsWith('tls-')) setAdvanced(true);
    if (code.startsWith('url-') || code === 'secret-in-address') address.current?.focus();
  };

  const test = (to: string) => {
    const refusal = apiKeyRefusal(apiKey);
    setFailure(refusal);
    if (refusal !== null) return setApiKey('');
    void testing.start(
      () =>
        ask('servers.test', {
          url: to.trim(),
          apiKey: apiKey.trim(),
          allowHttp,
          authorities: authorities.map(({ token }) => token),
        }),
      (answer) => {
        if (!answer.ok) return refuse(answer.error);
        setTested(answer.value);
        setApiKey('');
      },
    );
  };

  const add = (draft: string) =>
    void adding.start(
      () => ask('servers.add', { draft }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        put(answer.value);
        go({ at: 'server', server: answer.value.id });
      },
    );

  const ready = url.trim() !== '' && apiKey.trim() !== '';
  return (
    <Screen
      title={say('app.connect.title')}
      windowTitle={say('app.window', { place: say('app.connect.title') })}
      lead={<p>{say('app.connect.lead')}</p>}
      status={<p>{tested === null ? !ready && say('app.connect.missing') : say('app.connect.then')}</p>}
      actions={
        tested === null ? (
          <Action kind="primary" busy={testing.busy} disabled={!ready} form="connect">
            {say('app.connect.test')}
          </Action>
        ) : (
          <Action kind="primary" busy={adding.busy} form="connect">
            {say('app.connect.add')}
          </Action>
        )
      }
    >
      <Form
        id="connect"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (tested !== null) add(tested.draft);
          else if (ready) test(url);
        }}
      >
        <AddressField
          value={url}
          onChange={(value) => {
            dropTest();
            setUrl(value);
            setHttpRefused(false);
            setAllowHttp(false);
          }}
          input={address}
        />
        {httpRefused && (
          <Checkbox className="tick" isSelected={allowHttp} onChange={setAllowHttp}>
            <TickMark />
            <span>{say('app.connect.allow-http')}</span>
          </Checkbox>
        )}
        <ApiKeyField
          value={apiKey}
          onChange={(value) => {
            dropTest();
            setApiKey(value);
          }}
          onOther={setFailure}
          placeholder={say(tested === null ? 'app.connect.api-key-example' : 'app.connect.api-key-accepted')}
        />
        {failure !== null && (
          <FailureNotice
            failure={failure}
            actions={
              failure.code === 'url-lacks-api-path' && (
                <Action
                  onPress={() => {
                    setUrl(failure.params.suggestion);
                    test(failure.params.suggestion);
                  }}
                >
                  {say('app.connect.use-suggestion', { suggestion: failure.params.suggestion })}
                </Action>
              )
            }
          />
        )}
        {tested !== null && <TestedSite site={tested.site} fingerprint={tested.fingerprint} proxy={tested.proxy} />}
        <Authorities
          open={advanced}
          onOpenChange={setAdvanced}
          authorities={authorities}
          onChange={(next) => {
            dropTest();
            setAuthorities(next);
          }}
        />
      </Form>
    </Screen>
  );
}
