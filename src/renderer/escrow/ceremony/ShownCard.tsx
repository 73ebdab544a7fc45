import type { CeremonyShareView, CeremonyView } from '../../../shared/ipc/ceremony-calls';
import type { CallOutput } from '../../../shared/ipc/contract';
import { Action } from '../../base/controls/Action';
import { Screen } from '../../base/controls/Screen';
import { useSay } from '../../base/speech';

/** A card's rows and its code, held by the window for as long as its custodian copies them. */
export type ShownCard = Pick<CallOutput<'ceremony.show'>, 'rows' | 'code'>;

interface CardOnScreenProps {
  view: CeremonyView;
  share: CeremonyShareView;
  card: ShownCard;
  onDone: () => void;
}

/** A card for its custodian to copy by hand, or to scan. */
export function CardOnScreen({ share, card, onDone }: CardOnScreenProps) {
  const say = useSay();
  const title = say('ceremony.shown.title', { custodian: share.custodian });
  return (
    <Screen
      reading
      place={say('ceremony.place', { step: 5 })}
      title={title}
      windowTitle={say('app.window', { place: title })}
      lead={<p>{say('ceremony.shown.lead')}</p>}
      actions={
        <Action kind="primary" onPress={onDone}>
          {say('ceremony.shown.done')}
        </Action>
      }
    >
      <div className="shown-card">
        <ol className="shown-rows" aria-label={say('ceremony.shown.rows')}>
          {card.rows.map((groups, at) => (
            <li key={groups.join('')} className="shown-row">
              <span className="typed-number">{at + 1}</span>
              <span className="typed-groups code" translate="no">
                {groups.map((group, place) => (
                  // oxlint-disable-next-line react/no-array-index-key -- a group is its place in the row
                  <span key={place}>{group}</span>
                ))}
              </span>
            </li>
          ))}
        </ol>
        <Code modules={card.code} label={say('ceremony.shown.code')} />
      </div>
    </Screen>
  );
}

/** A QR code in black on white whatever the theme, since scanners want it so. */
function Code({ modules, label }: { modules: readonly (readonly boolean[])[]; label: string }) {
  const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      className="shown-code"
      viewBox={`0 0 ${modules.length} ${modules.length}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <img> would take the code from an address, and the share with it
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={dark.join('')} />
    </svg>
  );
}
