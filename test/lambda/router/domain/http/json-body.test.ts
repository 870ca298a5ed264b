import fc from 'fast-check';
import { readJsonBody } from '../../../../../lambda/router/domain/http/json-body.ts';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { refusalOf } from '../../support/errors.ts';
import { apiRequest } from '../../support/events.ts';

const request = (body: string, options: Parameters<typeof apiRequest>[3] = {}) =>
  apiRequest('POST', '/v1/embeddings', body, options);

const base64 = (bytes: Buffer) => request(bytes.toString('base64'), { base64: true });

test('an object is read, and its text kept as sent', () => {
  const text = '{ "seed": 12345678901234567890 }';
  expect(readJsonBody(request(text)).text).toBe(text);
});

test('a base64 body is read', () => {
  expect(readJsonBody(base64(Buffer.from('{"model":"größe"}'))).value).toEqual({ model: 'größe' });
});

test.each([
  ['nothing', ''],
  ['blanks', ' \n\t'],
  ['half an object', '{"model":'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a number', '7'],
  ['two objects', '{}{}'],
])('%s is refused with 400', (_, body) => {
  expect(refusalOf(() => readJsonBody(request(body))).status).toBe(400);
});

test('no body at all is refused with 400', () => {
  expect(refusalOf(() => readJsonBody({ ...request(''), body: null })).status).toBe(400);
});

test('bytes that are no UTF-8 are refused with 400', () => {
  const { status, message } = refusalOf(() => readJsonBody(base64(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))));
  expect(status).toBe(400);
  expect(message).toMatch(/UTF-8/);
});

test('64 levels of nesting are read, 65 are refused', () => {
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  expect(() => readJsonBody(request(nested(64)))).not.toThrow();
  expect(refusalOf(() => readJsonBody(request(nested(65)))).message).toMatch(/deeper than 64/);
});

const oneObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

test('whatever JSON.stringify writes names each member once', () => {
  fc.assert(
    fc.property(oneObject, fc.constantFrom(undefined, 2), (value, space) => {
      const text = JSON.stringify(value, null, space);
      fc.pre(!Object.keys(JSON.parse(text)).some((name) => name !== name.toLowerCase()));
      expect(readJsonBody(request(text)).text).toBe(text);
    }),
  );
});

test.each([
  ['at the top', '{"model":"secret","model":"ok"}'],
  ['written with an escape', '{"mo\\u0064el":"secret","model":"ok"}'],
  ['deep inside', '{"messages":[{"content":"bad","role":"user","content":"good"}]}'],
])('a member that stands twice %s is refused: another parser may read the other one', (_, body) => {
  const { status, message } = refusalOf(() => readJsonBody(request(body)));
  expect([status, message]).toEqual([400, 'The request body names a member of an object twice; name each once.']);
});

test('colons, quotes and backslashes in strings are no members', () => {
  const text = JSON.stringify({ a: 'x": "y', b: '\\', c: ['\\"', ':'], 'd:"e': {} });
  expect(readJsonBody(request(text)).text).toBe(text);
});

test('a member that differs from one that decides in its case alone is refused by name', () => {
  expect(refusalOf(() => readJsonBody(request('{"model":"ok","Model":"secret"}'))).message).toBe(
    "The request body has the member 'Model', which some servers take for 'model'; write 'model'.",
  );
  expect(() => readJsonBody(request('{"model":"ok","logitBias":{}}'))).not.toThrow();
});

test('a million brackets are refused, and do not exhaust the stack', () => {
  const deep = `{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`;
  expect(refusalOf(() => readJsonBody(request(deep))).status).toBe(400);
});

test.each([
  ['as text', (text: string) => request(text)],
  ['in base64', (text: string) => base64(Buffer.from(text))],
  ['of characters that take several bytes', (text: string) => request(text.replaceAll('x', 'é'))],
])('more than 6 MB %s are refused with 413', (_, of) => {
  const text = `{"a":"${'x'.repeat(6 * 1024 * 1024)}"}`;
  expect(refusalOf(() => readJsonBody(of(text))).status).toBe(413);
});

test.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])(
  'content-type %s is taken',
  (type) => {
    expect(readJsonBody(request('{}', { headers: { 'Content-Type': type } })).value).toEqual({});
  },
);

test.each([
  ['content-type', 'text/plain'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'application/jsonp'],
  ['content-encoding', 'gzip'],
])('%s %s is refused with 415', (name, value) => {
  const { status, message } = refusalOf(() => readJsonBody({ ...request('{}'), headers: { [name]: value } }));
  expect(status).toBe(415);
  expect(message).toContain(value);
});

test('any text is read or refused with a status of 400 to 499', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, encoded) => {
      try {
        readJsonBody(request(text, { base64: encoded }));
      } catch (error) {
        expect(error).toBeInstanceOf(OpenAiError);
        expect(Math.floor((error as OpenAiError).status / 100)).toBe(4);
      }
    }),
  );
});
