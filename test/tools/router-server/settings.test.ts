import { settingsFrom } from '../../../tools/router-server/settings.ts';

const good = { PORT: '8080', ADMIN_PORT: '9090', DRAIN_SECONDS: '120', TENANTS: '["acme","globex"]', AWS_REGION: 'us-east-1' };

test('what the manifest sets is read', () => {
  expect(settingsFrom(good)).toEqual({
    port: 8080,
    adminPort: 9090,
    drainSeconds: 120,
    tenants: ['acme', 'globex'],
    region: 'us-east-1',
  });
});

test('everything that is wrong is said at once, with its value', () => {
  expect(() => settingsFrom({ ...good, PORT: '80 80', DRAIN_SECONDS: '99999', AWS_REGION: '', TENANTS: '[]' })).toThrow(
    /PORT is '80 80'; .*\nDRAIN_SECONDS is '99999'; use a whole number from 0 to 3600\nAWS_REGION is not set; .*\nTENANTS is '\[\]'; /,
  );
});

test.each(['acme', '"acme"', '[1]', '[""]', '{'])('tenants that are no list of names are refused: %s', (TENANTS) => {
  expect(() => settingsFrom({ ...good, TENANTS })).toThrow(/^TENANTS is/);
});
