import { expect, test } from 'vitest';
import { parseStrictJson } from './strict-json';

test.each([
  ['in the outer object', '{"a":1,"b":2,"a":3}'],
  ['spelled in another way', '{"a":1,"\\u0061":2}'],
  ['deep inside', '{"x":[{"y":{"a":1,"a":1}}]}'],
  ['with a list between', '{"a":[1,{"a":2}],"a":2}'],
  ['that is empty', '{"":1,"":2}'],
])('a name that is there twice %s is refused', (_where, text) => {
  expect(() => parseStrictJson(text)).toThrow(SyntaxError);
});

test.each([
  '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
  '{"a":"\\"a\\":1","b":"{\\"a\\":1,\\"a\\":2}"}',
  '["a","a",{"a\\\\":1,"a":2}]',
  '"a"',
  '{}',
])('%s is read as it is', (text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

test('a long text takes no longer than its length', () => {
  const text = JSON.stringify(Array.from({ length: 50_000 }, (_, at) => ({ [`name ${at}`]: '"'.repeat(20) })));
  const begun = performance.now();
  parseStrictJson(text);
  expect(performance.now() - begun).toBeLessThan(5000);
});
