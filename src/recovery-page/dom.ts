type Child = Node | string | null;

/** Builds an element: text is always text, never markup. Names that begin with `on` are listeners. */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string | boolean | ((event: Event) => void)>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (typeof value === 'string') element.setAttribute(name, value);
    else if (value) element.setAttribute(name, '');
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function button(text: string, press: () => void, variant: 'primary' | 'plain' = 'plain'): HTMLButtonElement {
  return h('button', { type: 'button', class: `button ${variant}`, onclick: press }, text);
}

/** A button that asks for a file. What was chosen is forgotten at once, so that the same file can be chosen again. */
export function fileButton(text: string, accept: string, take: (file: File) => void): HTMLElement {
  const input = h('input', { type: 'file', accept, hidden: true });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file !== undefined) take(file);
    input.value = '';
  });
  return h(
    'span',
    {},
    button(text, () => input.click()),
    input,
  );
}

export type Tone = 'right' | 'wrong' | 'open';

/** A sign beside the words: colour alone tells nothing. */
const SIGNS: Record<Tone, string> = { right: '✓', wrong: '✕', open: '…' };

export function sign(tone: Tone): HTMLElement {
  return h('span', { class: `sign ${tone}`, 'aria-hidden': 'true' }, SIGNS[tone]);
}
