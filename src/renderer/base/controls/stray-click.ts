import { type RefObject, useEffect } from 'react';

/**
 * A person who double-clicks a button that leads to another screen would press, with the second click, whatever is at
 * that place there: Pause where Start was. A click that belongs to an earlier one is therefore dropped where that
 * earlier one was not made in `place`.
 */
export function useNoStrayClicks(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let begunHere = false;
    // `detail` counts the clicks of a series; it is 0 where the keyboard or a screen reader pressed.
    const drop = (event: MouseEvent) => {
      if (event.detail <= 1) begunHere = true;
      else if (!begunHere) {
        event.stopPropagation();
        event.preventDefault();
      }
    };
    element.addEventListener('click', drop, { capture: true });
    return () => element.removeEventListener('click', drop, { capture: true });
  }, [place]);
}
