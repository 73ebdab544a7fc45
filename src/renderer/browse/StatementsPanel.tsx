import { useSay } from '../base/speech';
import type { Summary } from './use-browse';

const encoder = new TextEncoder();

/** The first statements of plain SQL, each by its beginning. */
export function StatementsPanel({ statements }: { statements: NonNullable<Summary['statements']> }) {
  const say = useSay();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <section className="browse-reading" tabIndex={0} aria-label={say('browse.tab.statements')}>
      <p className="browse-muted">
        {say(statements.length === 0 ? 'browse.statements.none' : 'browse.statements.first', {
          count: statements.length,
        })}
      </p>
      <ol className="browse-statements">
        {statements.map(({ text, bytes }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- statements have no other name, and never change
          <li key={index}>
            <pre className="code browse-statement" translate="no">
              {text}
            </pre>
            {encoder.encode(text).length < bytes && (
              <p className="browse-muted">{say('browse.statements.cut', { bytes })}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
