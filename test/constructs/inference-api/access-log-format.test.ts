import { ACCESS_LOG_FORMAT, ACCESS_LOG_RECORD } from '../../../constructs/inference-api/access-log-format.ts';

test('a line is one JSON object of strings, each one variable', () => {
  expect(ACCESS_LOG_FORMAT).not.toContain('\n');
  expect(JSON.parse(ACCESS_LOG_FORMAT)).toEqual(ACCESS_LOG_RECORD);
  for (const variable of Object.values(ACCESS_LOG_RECORD)) expect(variable).toMatch(/^\$context(\.[A-Za-z]+)+$/);
});

test('it says who called what, how it ended and how long it took', () => {
  expect(Object.keys(ACCESS_LOG_RECORD)).toEqual(
    expect.arrayContaining([
      'requestId',
      'ip',
      'tenant',
      'principal',
      'route',
      'status',
      'errorType',
      'latency',
      'integrationLatency',
    ]),
  );
});

test('nothing that a client wrote is logged: no header, no query, no path, no key', () => {
  expect(ACCESS_LOG_FORMAT).not.toMatch(
    /\$context\.(path|requestOverride|identity\.(apiKey|userAgent)|authorizer\.claims)|\$input|header|query/i,
  );
});
