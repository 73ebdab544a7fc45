export const escrowCalls = {} as const;

export const escrowEvents = {} as const;
