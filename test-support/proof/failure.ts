import { type Failure, SalvorError } from '../../src/core/errors';

/** The failure that `work` ends with; anything else that it does is an error of the test. */
export async function failureOf(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SalvorError) return error.failure;
    throw error;
  }
  throw new Error('no failure came');
}
