export const logbookCalls = {} as const;

export const logbookEvents = {} as const;
