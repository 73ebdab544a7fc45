export const lookCalls = {} as const;

export const lookEvents = {} as const;
