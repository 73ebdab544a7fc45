export const leftoversCalls = {} as const;

export const leftoversEvents = {} as const;
