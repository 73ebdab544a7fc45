export const vaultCalls = {} as const;

export const vaultEvents = {} as const;
