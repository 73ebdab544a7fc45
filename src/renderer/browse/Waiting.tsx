/** Something that takes a moment, within a panel. */
export function Waiting({ children }: { children: string }) {
  return (
    <div className="browse-reading">
      <output className="asking">
        <span className="spinner" />
        <span>{children}</span>
      </output>
    </div>
  );
}
