import { z } from 'zod';
import { secretFactsSchema } from '../../core/custody/model';
import { custodianSchema, mediumSchema, setRefSchema } from '../../core/custody/register/model';
import { call, done, nothing, token } from './call';

/** Who takes a share over, on what, and where it will lie. */
export const takerSchema = z
  .object({ custodian: custodianSchema, medium: mediumSchema, place: z.string().max(300) })
  .strict();

export const ceremonyPlanSchema = z
  .object({
    /** Ids of the vault's entries that are split together. */
    entries: z.array(z.uuid()).min(1).max(50),
    mode: z.enum(['customer-only', 'managed']),
    /** Of shares 1, 2 and 3. In mode `managed` the third is the vendor. */
    takers: z.array(takerSchema).length(3),
    /**
     * In mode `managed`: under which conditions the vendor gives its share out, and how many days after the request.
     */
    release: z
      .object({ conditions: z.string().trim().min(1).max(2000), delayDays: z.number().int().min(0).max(365) })
      .strict()
      .nullable(),
    checkEveryDays: z.number().int().min(1).max(3660),
    /** The set that is split again. */
    replaces: setRefSchema.nullable(),
  })
  .strict()
  .refine(({ mode, release }) => (mode === 'managed') === (release !== null));
export type CeremonyPlan = z.output<typeof ceremonyPlanSchema>;

/** What the window knows of a ceremony: never a share, nor anything that could become one. */
export const ceremonyViewSchema = z.object({
  ceremony: token,
  /** The set's short name for people, `K7QM-2XDA · 1`. */
  name: z.string(),
  /** The day of the split, `2026-11-21`. */
  made: z.string(),
  mode: ceremonyPlanSchema.shape.mode,
  secrets: z.array(secretFactsSchema),
  shares: z.array(
    z.object({
      index: z.number(),
      custodian: z.string(),
      medium: mediumSchema,
      /**
       * `waiting`: no one has it. `taken`: printed, shown or saved. `confirmed`: its custodian has proven to have it.
       */
      state: z.enum(['waiting', 'taken', 'confirmed']),
      /** How its custodian confirms it: by one row of the card, by the whole card, or later, by a check-in. */
      asks: z.enum(['row', 'card', 'nothing']),
      /** The row of the card that its custodian is asked to type. */
      askedRow: z.number(),
    }),
  ),
  /** The file beside the cards; null where the cards carry everything. */
  escrowFile: z.object({ name: z.string() }).nullable(),
  /** Whether the recovery page, and the escrow file where there is one, were saved. */
  companionsSaved: z.boolean(),
});
export type CeremonyView = z.output<typeof ceremonyViewSchema>;
export type CeremonyShareView = CeremonyView['shares'][number];

/** How a share left: on paper, as an open file, on the screen, or as a sealed file. */
export type HandedOut = 'paper' | 'pdf' | 'screen' | 'sealed';

/** A ceremony that was wiped when the vault was locked, and who had taken a share by then. */
export const wipedCeremonySchema = z.object({
  name: z.string(),
  taken: z.array(z.object({ index: z.number(), custodian: z.string() })),
});
export type WipedCeremony = z.output<typeof wipedCeremonySchema>;

const ofShare = { ceremony: token, index: z.number().int().min(1).max(3) };
/** `again`: a person has agreed to hand out once more a card that was taken already. */
const handOut = { ...ofShare, again: z.boolean() };
const saved = z.object({ path: z.string(), view: ceremonyViewSchema }).nullable();

/**
 * One ceremony at a time, in the main process's memory alone. Fails with `ceremony-over` when it was ended or locked
 * away.
 */
export const ceremonyCalls = {
  'ceremony.begin': call(ceremonyPlanSchema, ceremonyViewSchema),
  /**
   * The ceremony that is under way, and the one that was wiped, for a window that was loaded again; null where there is
   * none.
   */
  'ceremony.current': call(
    nothing,
    z.object({ present: ceremonyViewSchema.nullable(), wiped: wipedCeremonySchema.nullable() }),
  ),
  /** It was read that a ceremony was wiped. */
  'ceremony.dismissWiped': call(nothing, done),
  /** The card's rows and the modules of its QR code, for its custodian alone to copy or to scan. */
  'ceremony.show': call(
    z.object(handOut).strict(),
    z.object({ rows: z.array(z.array(z.string())), code: z.array(z.array(z.boolean())), view: ceremonyViewSchema }),
  ),
  /** The system's print dialog; null when it was closed without printing. */
  'ceremony.print': call(z.object(handOut).strict(), ceremonyViewSchema.nullable()),
  /** Saves the card as PDF where the dialog says; null when it was closed. That file is the share. */
  'ceremony.saveCard': call(z.object(handOut).strict(), saved),
  /**
   * Saves a share sealed as its custodian chose; `passphrase` is theirs, null for a recipient. Null when the dialog was
   * closed.
   */
  'ceremony.saveSealed': call(z.object({ ...handOut, passphrase: z.string().max(1000).nullable() }).strict(), saved),
  /**
   * The custodian proves to have the share: by the row that was asked for, or by the whole card, typed, scanned or read
   * from a file (see `cards.…`). Fails with `confirmation-differs`.
   */
  'ceremony.confirm': call(
    z
      .object({
        ...ofShare,
        by: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('row'), text: z.string().max(200) }).strict(),
          z.object({ kind: z.literal('card'), card: token }).strict(),
        ]),
      })
      .strict(),
    ceremonyViewSchema,
  ),
  /**
   * Saves the recovery page, the description of the format and, where there is one, the escrow file, into the folder
   * that the dialog gives.
   */
  'ceremony.saveCompanions': call(
    z.object({ ceremony: token }).strict(),
    z.object({ folder: z.string(), view: ceremonyViewSchema }).nullable(),
  ),
  /**
   * Registers the set. Every share must be confirmed, but those that are sealed to a recipient, which only need be
   * saved.
   */
  'ceremony.finish': call(z.object({ ceremony: token }).strict(), z.object({ set: setRefSchema })),
  /** Ends it without a set: what was taken opens nothing that anyone relies on, and is to be destroyed. */
  'ceremony.abort': call(z.object({ ceremony: token }).strict(), done),
} as const;
