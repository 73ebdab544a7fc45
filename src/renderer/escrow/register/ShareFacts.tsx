import { mediumWords } from '../../../shared/escrow/words';
import { formatShortDay } from '../../../shared/format/dates';
import type { ShareView } from '../../../shared/ipc/register-calls';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { useSay } from '../../base/speech';

/** Whether a custodian has the share. */
export function isHeld({ status }: ShareView): boolean {
  return status === 'held' || status === 'handed-over';
}

/** What the register knows of a share. @param due when its custodian is to be asked again */
export function ShareFacts({ share, due }: { share: ShareView; due: string | null }) {
  const say = useSay();
  const last = share.confirmed.at(-1);
  return (
    <Facts>
      <Fact name={say('escrow.column.custodian')}>
        <Data>
          {[share.custodian.role, say(`escrow.share.organisation.${share.custodian.organisation}`)]
            .filter((part) => part !== '')
            .join(', ')}
        </Data>
      </Fact>
      {share.custodian.contact !== '' && (
        <Fact name={say('escrow.share.contact')}>
          <Data>{share.custodian.contact}</Data>
        </Fact>
      )}
      <Fact name={say('escrow.column.medium')}>
        {mediumWords(say, share.medium)}{' '}
        {share.medium.kind === 'age-recipient' && <Code breaks>{share.medium.recipient}</Code>}
      </Fact>
      {share.place !== '' && (
        <Fact name={say('escrow.column.place')}>
          <Data>{share.place}</Data>
        </Fact>
      )}
      <Fact name={say('escrow.share.handed-over')}>
        {say('escrow.set.made-by', { day: formatShortDay(share.handedOver.when), by: share.handedOver.by })}
      </Fact>
      {last !== undefined && (
        <Fact name={say('escrow.column.confirmed')}>
          <Data>{formatShortDay(last.when)}</Data>, {say(`escrow.share.how.${last.how}`)}
        </Fact>
      )}
      {due !== null && (
        <Fact name={say('escrow.share.due')}>
          <Data>{formatShortDay(due)}</Data>
        </Fact>
      )}
      {isHeld(share) && (
        <Fact name={say('escrow.share.signed')}>
          {share.acknowledged === null
            ? say('escrow.share.not-signed')
            : say('escrow.share.signed-on', { day: formatShortDay(share.acknowledged, 'UTC') })}
        </Fact>
      )}
      {share.destroyed !== null && (
        <Fact name={say('escrow.share.destroyed')}>
          {say('escrow.share.destroyed-value', {
            day: formatShortDay(share.destroyed.on, 'UTC'),
            by: share.destroyed.by,
          })}
        </Fact>
      )}
      {share.earlier.length > 0 && (
        <Fact name={say('escrow.share.earlier')}>
          <Data>
            {share.earlier.map(({ custodian, until }) => `${custodian.name} (${formatShortDay(until)})`).join(', ')}
          </Data>
        </Fact>
      )}
    </Facts>
  );
}
