import { parse } from 'yaml';
import { faultOf } from '../../../tools/chaos/faults.ts';
import { breaks } from '../../../tools/demo/breaks.ts';
import { type Door, startDoor } from '../../../tools/demo/door.ts';
import { demoRouting } from '../../../tools/demo/on-call.ts';
import { demoOptions, requirePorts } from '../../../tools/demo/options.ts';
import { traceText } from '../../../tools/demo/traces.ts';
import { type LoopbackServer, startLoopbackServer } from '../../../tools/emulator/loopback-server.ts';

let server: LoopbackServer;
let port: number;
let door: Door;

beforeAll(async () => {
  server = await startLoopbackServer((_, response) => response.end('there'));
  port = Number(new URL(server.url).port);
  door = await startDoor(port);
});

afterAll(async () => {
  await door.shut();
  server.close();
});

const through = async () => (await fetch(`http://127.0.0.1:${door.port}`)).text();

test('a door lets pass, refuses while it is shut, and lets pass again on the same port', async () => {
  expect(await through()).toBe('there');
  await Promise.all([door.shut(), door.shut()]);
  await expect(through()).rejects.toThrow('fetch failed');
  await Promise.all([door.open(), door.shut(), door.open()]);
  expect(await through()).toBe('there');
});

test('a fault shuts the door of what it is about, and off opens it', async () => {
  const broken = breaks({ large: door });
  await broken.on(faultOf({ name: 'upstream-errors' }));
  expect(await through()).toBe('there');
  await broken.on(faultOf({ name: 'upstream-down' }));
  await expect(through()).rejects.toThrow('fetch failed');
  await broken.off();
  expect(await through()).toBe('there');
});

test('a taken port is a sentence with the option, for each of them', async () => {
  const options = demoOptions(['--port', String(port), '--dashboards-port', '0', '--alertmanager-port', String(port)]);
  await expect(requirePorts(options)).rejects.toThrow(
    new RegExp(`^port ${port} is taken; .+ by --port .+\nport ${port} is taken; .+ by --alertmanager-port [^\n]+$`),
  );
});

test('who is on call is told sixty times as soon', () => {
  const { route, receivers } = parse(demoRouting('http://127.0.0.1:1', 60));
  expect(route).toMatchObject({ group_wait: '500ms', group_interval: '5000ms', receiver: 'chat' });
  expect(receivers).toHaveLength(2);
});

test('a trace is written with its spans below each other, by time', () => {
  const span = (spanId: string, parentSpanId: string | undefined, from: number, to: number) => ({
    ...{ traceId: 't', spanId, name: spanId, ...(parentSpanId && { parentSpanId }) },
    startTimeUnixNano: `${1_700_000_000_000 + from}000000`,
    endTimeUnixNano: `${1_700_000_000_000 + to}000000`,
  });
  expect(traceText([span('late', 'root', 7, 9), span('root', 'client', 0, 10), span('early', 'root', 1, 3)])).toBe(
    [
      '    begins         took  span',
      '      0.0 ms      10.0 ms  root',
      '      1.0 ms       2.0 ms    early',
      '      7.0 ms       2.0 ms    late',
      '',
    ].join('\n'),
  );
});
