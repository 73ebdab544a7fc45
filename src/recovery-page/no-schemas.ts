/**
 * Stands in for zod in the page's build. Core declares the facts of its failures as schemas, which this page never
 * checks anything with: nothing reaches it from another process. To use one all the same is an error, never a silent
 * yes.
 */
const nothing: unknown = new Proxy(() => nothing, {
  get: (_target, name) => {
    if (name === 'parse' || name === 'safeParse') throw new Error('the recovery page carries no schemas');
    return nothing;
  },
});

export const z = nothing;
