import { KeyRound } from 'lucide-react';
import { useEffect } from 'react';
import { Checkbox, CheckboxGroup } from 'react-aria-components';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { EmptyState } from '../../base/controls/EmptyState';
import { Notice } from '../../base/controls/Notice';
import { TickMark } from '../../base/controls/TickMark';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { UnlockForm } from '../../vault/UnlockForm';
import { useVault } from '../../vault/vault-store';
import { type Draft, useCeremony } from '../ceremony-store';
import { PlanScreen } from './PlanScreen';

/** Which secrets of the vault are split together. */
export function SecretsStep({ draft }: { draft: Draft }) {
  const say = useSay();
  const { go } = useNavigation();
  const change = useCeremony((ceremony) => ceremony.change);
  const { status, entries, load } = useVault();
  const { replaces } = draft;
  const wanted = replaces?.secrets ?? [];
  const isWanted = (entry: (typeof entries)[number]) =>
    wanted.some(({ kind, fingerprint }) => entry.kind === kind && entry.fingerprint === fingerprint);
  const missing = wanted.filter(
    ({ kind, fingerprint }) => !entries.some((entry) => entry.kind === kind && entry.fingerprint === fingerprint),
  );
  const chosen = draft.entries.filter((id) => entries.some((entry) => entry.id === id));
  const open = status?.state === 'open';
  const preselected = entries.filter(isWanted).map(({ id }) => id);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    if (draft.entries.length === 0 && preselected.length > 0) change({ entries: preselected });
  }, [draft.entries, preselected, change]);

  const none = status !== null && status.state !== 'locked' && entries.length === 0;
  const toKeys = (
    <Action kind="primary" icon={KeyRound} onPress={() => go({ at: 'keys' })}>
      {say('ceremony.secrets.to-keys')}
    </Action>
  );
  return (
    <PlanScreen
      step="secrets"
      title="ceremony.secrets.title"
      lead={replaces === null ? say('ceremony.secrets.lead') : say('ceremony.secrets.again', { set: replaces.name })}
      status={open && !none && say('ceremony.secrets.chosen', { count: chosen.length })}
      ready={chosen.length > 0}
      primary={none ? toKeys : undefined}
    >
      {status?.state === 'locked' && (
        <section className="vault-at-hand">
          <p>{say('ceremony.secrets.locked')}</p>
          <UnlockForm status={status} />
        </section>
      )}
      {none && <EmptyState title={say('ceremony.secrets.none.title')} text={say('ceremony.secrets.none.text')} />}
      {open && missing.length > 0 && (
        <Notice
          tone="warning"
          title={say('ceremony.secrets.missing', { labels: missing.map(({ label }) => label).join(', ') })}
        >
          <p>{say('ceremony.secrets.missing.text')}</p>
        </Notice>
      )}
      {entries.length > 0 && (
        <CheckboxGroup
          className="secrets-to-split"
          value={chosen}
          onChange={(next) => change({ entries: next })}
          aria-label={say('ceremony.secrets.title')}
        >
          {entries.map((entry) => (
            <Checkbox key={entry.id} value={entry.id} className="tick secret-to-split">
              <TickMark />
              <span className="secret-to-split-words">
                <Data>{entry.label}</Data>
                <span className="secret-to-split-facts">
                  {say(`keys.kind.${entry.kind}`)} <Code>{entry.fingerprint}</Code>
                  {entry.escrowed !== null && <span>{say('ceremony.secrets.escrowed')}</span>}
                </span>
              </span>
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
    </PlanScreen>
  );
}
