import type { Page } from '@playwright/test';

/** Counts the pauses between frames in the page from now on; the function that comes back tells the longest. */
export async function watchFrames(page: Page): Promise<() => Promise<{ longest: number; frames: number }>> {
  await page.evaluate(() => {
    const seen = { longest: 0, frames: 0, last: performance.now(), on: true };
    Object.assign(window, { frames: seen });
    const next = (now: number) => {
      seen.longest = Math.max(seen.longest, now - seen.last);
      seen.frames += 1;
      seen.last = now;
      if (seen.on) requestAnimationFrame(next);
    };
    requestAnimationFrame((now) => {
      seen.last = now;
      requestAnimationFrame(next);
    });
  });
  return () =>
    page.evaluate(() => {
      const seen = (window as unknown as { frames: { longest: number; frames: number; on: boolean } }).frames;
      seen.on = false;
      return { longest: seen.longest, frames: seen.frames };
    });
}
