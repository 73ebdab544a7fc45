import type { Medium, RegisteredSet } from '../../core/custody/register/model';
import type { SetStanding } from '../../core/custody/register/standing';
import type { Say } from '../messages/catalogue';

/** How far a key is from being lost, in words that cannot be read the other way round. */
export function lossWords(say: Say, { mayLose, waiting }: Pick<SetStanding, 'mayLose' | 'waiting'>): string {
  if (mayLose < 0) return say(mayLose + waiting >= 0 ? 'escrow.losses.unproven' : 'escrow.losses.lost');
  return mayLose === 0 ? say('escrow.losses.none') : say('escrow.losses.some', { count: mayLose, more: mayLose + 1 });
}

export function mediumWords(say: Say, { kind }: Medium): string {
  return say(`escrow.medium.${kind}`);
}

/** What is to be done next; of `none`, that nothing is. */
export function stepWords(say: Say, { shares }: Pick<RegisteredSet, 'shares'>, next: SetStanding['next']): string {
  const of = 'share' in next ? next.share : null;
  const share = shares.find(({ index }) => index === of);
  return say(`escrow.step.${next.kind}`, { share: of, custodian: share?.custodian.name ?? '' });
}
