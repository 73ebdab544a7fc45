import { z } from 'zod';
import { call, done, nothing } from './call';

export const scannerCalls = {
  /**
   * The scanner is on the screen: from now on the window may use the camera. `refused`: the operating system says no.
   */
  'scanner.open': call(nothing, z.object({ camera: z.enum(['allowed', 'refused']) })),
  'scanner.close': call(nothing, done),
} as const;
