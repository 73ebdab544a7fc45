import { useSay } from '../app/speech';
import type { Summary } from './use-look';

const encoder = new TextEncoder();

/** The first statements of plain SQL, each by its beginning. */
export function StatementsPanel({ statements }: { statements: NonNullable<Summary['statements']> }) {
  const say = useSay();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <section className="look-reading" tabIndex={0} aria-label={say('look.tab.statements')}>
      <p className="look-muted">
        {say(statements.length === 0 ? 'look.statements.none' : 'look.statements.first', { count: statements.length })}
      </p>
      <ol className="look-statements">
        {statements.map(({ text, bytes }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- statements have no other name, and never change
          <li key={index}>
            <pre className="code look-statement" translate="no">
              {text}
            </pre>
            {encoder.encode(text).length < bytes && (
              <p className="look-muted">{say('look.statements.cut', { bytes })}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
