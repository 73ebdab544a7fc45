/**
 * For the builds: each file of the catalogue as text that is read when one of its sentences is first asked for. As code
 * all of them would take longer to load than the rest of a short command. In ASCII, since V8 keeps one byte for each
 * character then. What it gives knows no more than sentences by their keys: `key in file` and `file[key]`.
 * @type {import('vite').Plugin}
 */
export const sentencesAsText = {
  name: 'sentences-as-text',
  // A development server reads the JSON itself.
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /\/messages\/[A-Za-z-]+\/[a-z-]+\.json$/ },
    handler(code) {
      const text = JSON.stringify(JSON.parse(code)).replace(/[^ -~]/g, escaped);
      return {
        code: `let sentences;
const read = () => (sentences ??= JSON.parse(${JSON.stringify(text)}));
export default new Proxy({}, { has: (_, key) => key in read(), get: (_, key) => read()[key] });`,
        moduleType: 'js',
        map: null,
      };
    },
  },
};

/** @param {string} unit of UTF-16 */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
