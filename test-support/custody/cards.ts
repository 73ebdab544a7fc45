import type { Card, CardText } from '../../src/core/custody/share/card-text';
import type { Random } from '../random';

/** A card with a random point, and a sealed part of `carried` bytes or none. */
export function randomCard({ below, bytes }: Random, carried: number | null = null): Card {
  const point = bytes(33);
  point[32] = 1 + below(255);
  const share = { threshold: 2, count: 3, index: 1 + below(3), set: bytes(5), generation: 1 + below(0xffff), point };
  return { share, sealed: carried === null ? null : { kind: 'carried', bytes: bytes(carried) } };
}

/** The typed form, as it is on the card: a line for each row. */
export function typedForm({ share, sealed }: CardText): string {
  return [...share, ...sealed].map(({ groups }) => groups.join(' ')).join('\n');
}
