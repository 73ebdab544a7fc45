import { config } from 'zod';

// The schema library would try `new Function` once, which the content security policy refuses and reports. It must be
// told before the first schema is made, so this comes before everything else.
config({ jitless: true });
