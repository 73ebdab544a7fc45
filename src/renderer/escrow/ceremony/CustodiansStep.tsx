import { mediumWords } from '../../../shared/escrow/words';
import { Section } from '../../base/controls/Section';
import { useSay } from '../../base/speech';
import { type Draft, type Taker, useCeremony } from '../ceremony-store';
import { Choice, Line } from '../fields';
import { PlanScreen } from './PlanScreen';
import { isVendor, mediumOf, missingOf } from './plan';

const MEDIA = ['printed', 'age-passphrase', 'age-recipient'] as const;

/** Who takes which share, and on what. */
export function CustodiansStep({ draft }: { draft: Draft }) {
  const say = useSay();
  const change = useCeremony((ceremony) => ceremony.change);
  const missing = missingOf(draft);
  const [first, second, third] = draft.takers;
  const put = (index: number) => (taker: Taker) =>
    change({ takers: [index === 1 ? taker : first, index === 2 ? taker : second, index === 3 ? taker : third] });
  return (
    <PlanScreen
      step="custodians"
      title="ceremony.custodians.title"
      lead={say('ceremony.custodians.lead')}
      status={missing === null ? say('ceremony.custodians.ready') : say('ceremony.custodians.missing', missing)}
      ready={missing === null}
    >
      {draft.takers.map((taker, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a custodian is their share's number
        <TakerFields key={at} share={at + 1} vendor={isVendor(draft, at + 1)} taker={taker} onChange={put(at + 1)} />
      ))}
    </PlanScreen>
  );
}

interface TakerFieldsProps {
  share: number;
  vendor: boolean;
  taker: Taker;
  onChange: (taker: Taker) => void;
}

function TakerFields({ share, vendor, taker, onChange }: TakerFieldsProps) {
  const say = useSay();
  return (
    <Section
      title={say(vendor ? 'ceremony.custodians.of-vendor' : 'ceremony.custodians.of', { share })}
      className="taker"
    >
      <div className="two-fields">
        <Line
          label={say('ceremony.custodians.name', { share })}
          value={taker.name}
          onChange={(name) => onChange({ ...taker, name })}
        />
        <Line
          label={say('ceremony.custodians.role', { share })}
          value={taker.role}
          onChange={(role) => onChange({ ...taker, role })}
        />
        <Line
          label={say('ceremony.custodians.contact', { share })}
          value={taker.contact}
          onChange={(contact) => onChange({ ...taker, contact })}
        />
        <Line
          label={say('ceremony.custodians.place', { share })}
          value={taker.place}
          onChange={(place) => onChange({ ...taker, place })}
        />
      </div>
      <Choice
        label={say('ceremony.custodians.medium', { share })}
        value={taker.medium}
        options={MEDIA.map((medium) => ({ value: medium, words: mediumWords(say, mediumOf({ ...taker, medium })) }))}
        onChange={(medium) => onChange({ ...taker, medium })}
      />
      <p className="field-help">{say(`ceremony.custodians.medium.${taker.medium}`)}</p>
      {taker.medium === 'age-recipient' && (
        <Line
          label={say('ceremony.custodians.recipient', { share })}
          value={taker.recipient}
          onChange={(recipient) => onChange({ ...taker, recipient })}
        />
      )}
    </Section>
  );
}
