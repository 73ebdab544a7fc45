/** Is called in each state of each screen, with a name for it. */
export type Visit = (name: string) => Promise<void>;
