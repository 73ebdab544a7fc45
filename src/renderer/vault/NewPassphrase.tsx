import { CircleCheck, TriangleAlert } from 'lucide-react';
import { SecretField } from '../base/controls/SecretField';
import { useSay } from '../base/speech';
import { SHORTEST_PASSPHRASE, strengthOf } from './passphrase';
import './vault.css';

export interface PassphraseTwice {
  readonly first: string;
  readonly second: string;
}

export const NO_PASSPHRASE: PassphraseTwice = { first: '', second: '' };

/** Whether both are the same and long enough. */
export function isReady({ first, second }: PassphraseTwice): boolean {
  return first === second && strengthOf(first) !== 'short';
}

/** A new passphrase, typed twice, with a word on how strong it looks. */
export function NewPassphrase({
  value,
  onChange,
  disabled,
}: {
  value: PassphraseTwice;
  onChange: (value: PassphraseTwice) => void;
  disabled: boolean;
}) {
  const say = useSay();
  const strength = strengthOf(value.first);
  const differs = value.second !== '' && value.first !== value.second;
  const weak = strength === 'short' || strength === 'weak';
  const Icon = weak ? TriangleAlert : CircleCheck;
  return (
    <>
      <SecretField
        label={say('keys.passphrase.new')}
        value={value.first}
        onChange={(first) => onChange({ ...value, first })}
        description={say('keys.passphrase.help', { least: SHORTEST_PASSPHRASE })}
        disabled={disabled}
      />
      {value.first !== '' && (
        <output className={weak ? 'strength strength-weak' : 'strength'}>
          <Icon size={16} />
          <span>{say(`keys.passphrase.${strength}`, { missing: SHORTEST_PASSPHRASE - [...value.first].length })}</span>
        </output>
      )}
      <SecretField
        label={say('keys.passphrase.again')}
        value={value.second}
        onChange={(second) => onChange({ ...value, second })}
        disabled={disabled}
      />
      {differs && (
        <output className="strength strength-weak">
          <TriangleAlert size={16} />
          <span>{say('keys.passphrase.differs')}</span>
        </output>
      )}
    </>
  );
}
