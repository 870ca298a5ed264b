import type { IncomingMessage } from 'node:http';
import { isFromThisMachine } from '../../../../tools/local/observed/local-only.ts';

const from = (remoteAddress: string, headers: Record<string, string>) =>
  isFromThisMachine({ socket: { remoteAddress }, headers } as unknown as IncomingMessage);

test.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080', '127.9.9.9'])(
  'under the name %s this machine may look',
  (host) => {
    expect(from('127.0.0.1', { host })).toBe(true);
    expect(from('::1', { host })).toBe(true);
    expect(from('::ffff:127.0.0.1', { host })).toBe(true);
  },
);

test.each(['10.0.0.7', '192.168.1.2', '::ffff:10.0.0.7', 'fe80::1', ''])('who comes from %j may not', (address) => {
  expect(from(address, { host: 'localhost' })).toBe(false);
});

test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example', '127.evil.example', ''])(
  'a site that has its name %j point here may not',
  (host) => {
    expect(from('127.0.0.1', { host })).toBe(false);
  },
);

test.each(['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'])('who comes through a proxy, as %s says, may not', (header) => {
  expect(from('127.0.0.1', { host: 'localhost', [header]: '203.0.113.9' })).toBe(false);
});
