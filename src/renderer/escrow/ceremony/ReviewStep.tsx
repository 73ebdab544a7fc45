import { Fragment, useState } from 'react';
import { mediumWords } from '../../../shared/escrow/words';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Section } from '../../base/controls/Section';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useVault } from '../../vault/vault-store';
import { type Draft, useCeremony } from '../ceremony-store';
import { PlanScreen } from './PlanScreen';
import { mediumOf, planOf } from './plan';

/** Everything once more, with what each can and cannot do, before anything is split. */
export function ReviewStep({ draft }: { draft: Draft }) {
  const say = useSay();
  const take = useCeremony((ceremony) => ceremony.take);
  const entries = useVault((vault) => vault.entries);
  const [failure, setFailure] = useState<Failure | null>(null);
  const beginning = useTask();
  const plan = planOf(draft);
  const { replaces } = draft;

  const begin = () => {
    if (plan === null) return;
    void beginning.start(
      () => ask('ceremony.begin', plan),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok) take(answer.value);
      },
    );
  };

  return (
    <PlanScreen
      reading
      step="review"
      title="ceremony.review.title"
      lead={say('ceremony.review.lead')}
      status={say('ceremony.review.ready')}
      ready={plan !== null}
      primary={
        <Action kind="primary" disabled={plan === null} busy={beginning.busy} onPress={begin}>
          {say('ceremony.review.begin')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Facts>
        <Fact name={say('ceremony.review.secrets')}>
          {entries
            .filter(({ id }) => draft.entries.includes(id))
            .map(({ id, label, kind, fingerprint }) => (
              <span key={id} className="secret-to-review">
                <Data>{label}</Data>, {say(`escrow.kind.${kind}`)} <Code>{fingerprint}</Code>
              </span>
            ))}
        </Fact>
        <Fact name={say('ceremony.review.mode')}>{say(`escrow.set.mode.${draft.mode}`)}</Fact>
        {draft.takers.map((taker, at) => (
          <Fragment key={taker.name}>
            <Fact name={say('ceremony.review.custodian', { share: at + 1 })}>
              {say('ceremony.review.custodian-value', {
                custodian: taker.name.trim(),
                medium: mediumWords(say, mediumOf(taker)),
              })}
              {taker.place.trim() !== '' && (
                <>
                  , <Data>{taker.place.trim()}</Data>
                </>
              )}
            </Fact>
          </Fragment>
        ))}
        {plan !== null && plan.release !== null && (
          <Fact name={say('ceremony.review.release')}>
            {say('escrow.set.release-value', { days: plan.release.delayDays, conditions: plan.release.conditions })}
          </Fact>
        )}
        {replaces !== null && (
          <Fact name={say('ceremony.review.replaces')}>{say('escrow.set.name', { set: replaces.name })}</Fact>
        )}
      </Facts>
      <Section title={say('ceremony.review.can')}>
        <ul className="plain-list">
          <li>{say('ceremony.review.can.one')}</li>
          <li>{say('ceremony.review.can.two')}</li>
          {draft.mode === 'managed' && <li>{say('ceremony.review.can.vendor')}</li>}
          <li>{say('ceremony.review.can.salvor')}</li>
        </ul>
      </Section>
      <Section title={say('ceremony.review.lose')}>
        <ul className="plain-list">
          <li>{say('ceremony.review.lose.one')}</li>
          <li>
            <strong>{say('ceremony.review.lose.two')}</strong>
          </li>
          {replaces !== null && <li>{say('ceremony.review.replaced', { set: replaces.name })}</li>}
        </ul>
      </Section>
    </PlanScreen>
  );
}
