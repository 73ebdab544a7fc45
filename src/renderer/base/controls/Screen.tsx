import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useNoStrayClicks } from './stray-click';

interface ScreenProps {
  /** The heading, which also takes the focus when the screen appears. */
  title: ReactNode;
  /** The window's title, as plain text. */
  windowTitle: string;
  /** Small, above the heading: where in the app this is. */
  place?: ReactNode;
  /** Below the heading. */
  lead?: ReactNode;
  /** Right of the heading. */
  tools?: ReactNode;
  /** Left in the footer: what is chosen, or what is still missing. */
  status?: ReactNode;
  /** Right in the footer, the primary action last. */
  actions?: ReactNode;
  /** The body scrolls by itself, unless something in it does. */
  bodyScrolls?: boolean;
  /** There is more to read than to press: the body itself can be focused, so that arrow keys scroll it. */
  reading?: boolean;
  children?: ReactNode;
}

/** One screen: heading above, body between, and a footer that keeps the actions in sight. */
export function Screen({
  title,
  windowTitle,
  place,
  lead,
  tools,
  status,
  actions,
  bodyScrolls = true,
  reading = false,
  children,
}: ScreenProps) {
  const screen = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useNoStrayClicks(screen);

  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    document.title = windowTitle;
  }, [windowTitle]);

  return (
    <main className="screen" aria-labelledby={id} ref={screen}>
      <header className="screen-head">
        <div className="screen-naming">
          {place !== undefined && <p className="screen-place">{place}</p>}
          <h1 className="screen-title" id={id} ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {tools !== undefined && <div className="screen-tools">{tools}</div>}
        {lead !== undefined && <div className="screen-lead">{lead}</div>}
      </header>
      {reading ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        <section className="screen-body" tabIndex={0} aria-labelledby={id}>
          {children}
        </section>
      ) : (
        <div className={bodyScrolls ? 'screen-body' : 'screen-body screen-body-fixed'}>{children}</div>
      )}
      {(actions !== undefined || status !== undefined) && (
        <footer className="screen-foot">
          <div className="screen-status">{status}</div>
          <div className="screen-actions">{actions}</div>
        </footer>
      )}
    </main>
  );
}
