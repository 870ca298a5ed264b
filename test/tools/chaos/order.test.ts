import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeControl } from '../../../tools/chaos/control-file.ts';
import { order } from '../../../tools/chaos/order.ts';
import { type Breaks, breaks } from '../../../tools/demo/breaks.ts';
import { startControl } from '../../../tools/demo/control.ts';

let state: string;
let broken: Breaks;
let url: string;
let close: () => void;

beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'chaos-'));
  broken = breaks({});
  ({ url, close } = await startControl(broken, 'secret'));
  writeControl(state, { url, token: 'secret', pid: process.pid });
});

afterAll(() => {
  close();
  rmSync(state, { recursive: true });
});

test('faults are switched on one after the other, shown, and switched off together', async () => {
  expect(await order(state, 'status', {})).toBe('no fault is on');
  expect(await order(state, 'stall', { rate: 0.25 })).toBe('on: stall (upstream large, 25 % of the requests)');
  expect(await order(state, 'slow-first-token', {})).toMatch(/^on: stall \(.+\); slow-first-token \(upstream large, 4 s\)$/);
  expect(await order(state, 'stall', {})).toMatch(/stall \(upstream large\)/);
  expect(broken.faults()).toHaveLength(2);
  expect(await order(state, 'off', {})).toBe('no fault is on');
});

test('a part that this demo has not cannot be broken, and nothing is on then', async () => {
  await expect(order(state, 'redis-down', {})).rejects.toThrow('this demo runs without what redis-down breaks');
  expect(broken.faults()).toEqual([]);
});

test('options of off are refused, before anything is switched off', async () => {
  await expect(order(state, 'off', { upstream: 'small' })).rejects.toThrow('off takes no --upstream');
});

test('a demo that is not there, or has ended, is a sentence that says how to start one', async () => {
  await expect(order(path.join(state, 'nowhere'), 'off', {})).rejects.toThrow('start one by npm run demo');
  const ended = mkdtempSync(path.join(tmpdir(), 'chaos-'));
  writeFileSync(path.join(ended, 'demo.json'), 'half a fi');
  await expect(order(ended, 'status', {})).rejects.toThrow('start one by npm run demo');
  rmSync(ended, { recursive: true });
});

test('the token is for its owner only, and without it there is nothing', async () => {
  expect(statSync(path.join(state, 'demo.json')).mode & 0o077).toBe(0);
  const wrong = await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer sicret' } });
  const rebound = await fetch(url, { headers: { authorization: 'Bearer secret', 'x-forwarded-for': '203.0.113.9' } });
  expect([wrong.status, rebound.status]).toEqual([404, 404]);
});

test('an order that is none is answered with what is wrong with it', async () => {
  const headers = { authorization: 'Bearer secret' };
  const unknown = await fetch(url, { method: 'POST', headers, body: '{"name":"x"}' });
  const broken = await fetch(url, { method: 'POST', headers, body: '{"na' });
  const none = await fetch(url, { method: 'POST', headers, body: 'null' });
  expect([unknown.status, broken.status, none.status]).toEqual([400, 400, 400]);
  expect(((await unknown.json()) as { error: string }).error).toContain('there is no fault "x"');
});
