import { z } from 'zod';
import { shareRefSchema } from '../../core/custody/register/model';
import { call, done, nothing, token } from './call';

/**
 * A custodian's card that main holds. The window knows it by its token, and of the share only what any card says
 * openly.
 */
export const cardViewSchema = shareRefSchema.extend({
  token,
  /** The set's short name for people, `K7QM-2XDA · 1`. */
  name: z.string(),
  threshold: z.number(),
  count: z.number(),
  /** What lies on the card beside the share: the sealed secret itself, the hash of the escrow file, or nothing. */
  carries: z.enum(['secret', 'file', 'nothing']),
});
export type CardView = z.output<typeof cardViewSchema>;

/**
 * A card from a file: read, sealed by age to a passphrase or to a key, or a picture in which the window is to look for
 * its code.
 */
export const chosenCardSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), card: cardViewSchema, file: z.string() }),
  z.object({
    kind: z.literal('picture'),
    picture: z.instanceof(Uint8Array),
    width: z.number(),
    height: z.number(),
    file: z.string(),
  }),
  z.object({ kind: z.literal('sealed'), sealed: token, by: z.enum(['passphrase', 'recipient']), file: z.string() }),
]);
export type ChosenCard = z.output<typeof chosenCardSchema>;

export const cardCalls = {
  /** Takes a card as it was typed, once it is right, and holds it. */
  'cards.hold': call(z.object({ text: z.string().max(20_000) }).strict(), cardViewSchema),
  /** Opens a dialog for a card's file, its picture, or a sealed card; null when it was closed. */
  'cards.choose': call(nothing, chosenCardSchema.nullable()),
  /** @param opener the passphrase, or the text of the age identity */
  'cards.unseal': call(z.object({ sealed: token, opener: z.string().max(20_000) }).strict(), cardViewSchema),
  'cards.forget': call(z.object({ card: token }).strict(), done),
} as const;
