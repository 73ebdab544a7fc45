import { CircleAlert, CircleCheck, CircleDashed, CircleX, Clock } from 'lucide-react';
import { mediumWords } from '../../../shared/escrow/words';
import { formatShortDay } from '../../../shared/format/dates';
import type { SetView, ShareView } from '../../../shared/ipc/register-calls';
import { Data } from '../../base/controls/Data';
import { useSay } from '../../base/speech';

const SIGNS = {
  held: { icon: CircleCheck, className: 'sidebar-sign sidebar-sign-good' },
  'handed-over': { icon: CircleDashed, className: 'sidebar-sign' },
  lost: { icon: CircleX, className: 'sidebar-sign sidebar-sign-stop' },
  destroyed: { icon: CircleX, className: 'sidebar-sign' },
} as const;

/** Who holds which share of a set, on what, where, and when they last proved it. */
export function ShareTable({ set }: { set: SetView }) {
  const say = useSay();
  return (
    <table className="shares">
      <thead>
        <tr>
          <th scope="col" className="shares-number">
            {say('escrow.column.share')}
          </th>
          <th scope="col">{say('escrow.column.custodian')}</th>
          <th scope="col">{say('escrow.column.medium')}</th>
          <th scope="col">{say('escrow.column.place')}</th>
          <th scope="col">{say('escrow.column.confirmed')}</th>
        </tr>
      </thead>
      <tbody>
        {set.shares.map((share, at) => (
          <tr key={share.index}>
            <td className="shares-number">{say('escrow.share.number', { share: share.index, count: set.count })}</td>
            <td>
              <strong>
                <Data>{share.custodian.name}</Data>
              </strong>
              {(share.custodian.role !== '' || share.custodian.organisation === 'vendor') && (
                <span className="shares-more">
                  <Data>{share.custodian.role}</Data>
                  {share.custodian.organisation === 'vendor' && <span>{say('escrow.share.organisation.vendor')}</span>}
                </span>
              )}
            </td>
            <td>{mediumWords(say, share.medium)}</td>
            <td>
              <Data>{share.place}</Data>
            </td>
            <td>
              <Confirmed share={share} standing={set.standing.shares[at]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** When a share was last confirmed; or that no one holds it any more. */
export function Confirmed({
  share,
  standing,
}: {
  share: ShareView;
  standing: SetView['standing']['shares'][number] | undefined;
}) {
  const say = useSay();
  const { icon: Icon, className } = SIGNS[share.status];
  const overdue = standing?.overdue === true && share.status === 'held';
  if (share.status !== 'held') {
    return (
      <span className="confirmed">
        <span className={share.status === 'handed-over' ? 'sidebar-sign sidebar-sign-warning' : className}>
          {share.status === 'handed-over' ? <CircleAlert size={16} /> : <Icon size={16} />}
        </span>
        <span>{say(`escrow.status.${share.status}`)}</span>
      </span>
    );
  }
  return (
    <span className="confirmed">
      <span className={overdue ? 'sidebar-sign sidebar-sign-warning' : className}>
        {overdue ? <Clock size={16} /> : <Icon size={16} />}
      </span>
      <span>
        <Data>{standing?.confirmed == null ? '' : formatShortDay(standing.confirmed)}</Data>
        {overdue && <span className="shares-more">{say('escrow.confirmed.overdue')}</span>}
      </span>
    </span>
  );
}
