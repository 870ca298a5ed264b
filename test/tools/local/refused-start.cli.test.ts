import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { blueprint, temporaryFolder } from '../../support/local-platform.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('what prevents a start is said in a sentence, with exit code 1', () => {
  const refusal = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await blueprint(['serve', '--json', '--port', '0', '--state', folder, ...args]).exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
    return stderr;
  };

  test('a taken port', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<{ port: number }>((ready) =>
      squatter.once('listening', () => ready(squatter.address() as { port: number })),
    );
    expect(await refusal('--port', String(port))).toBe(
      `port ${port} on 127.0.0.1 is taken; stop what listens there or choose another port with --port\n`,
    );
    squatter.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('router-'))).toEqual([]);
  });

  test.each(['abc', '-1', '65536', '80.5', ''])('the port %j', async (port) => {
    expect(await refusal(`--port=${port}`)).toBe(
      `error: option '--port <number>' argument '${port}' is invalid. It must be a whole number from 0 to 65535.\n`,
    );
  });

  test('an option that does not exist', async () => {
    expect(await refusal('--prot', '1')).toBe("error: unknown option '--prot'\n(Did you mean --port?)\n");
  });

  test('an argument too many', async () => {
    expect(await refusal('single-region')).toContain('error: too many arguments');
  });

  test('a region that the configuration does not have', async () => {
    expect(await refusal('--region', 'mars-1')).toBe("region 'mars-1' is not in the configuration, which has us-east-1\n");
  });

  test('an address of another machine', async () => {
    expect(await refusal('--host', '192.0.2.1')).toBe("'192.0.2.1' is no address of this machine; try --host 127.0.0.1\n");
  });

  test('a configuration with problems, all of them at once', async () => {
    const file = path.join(folder, 'bad.json');
    writeFileSync(file, JSON.stringify({ name: 'X', regions: { 'us-east-1': { cidr: 'wide' } }, modles: {} }));
    const text = await refusal('--config', file);
    for (const path of ['name', 'regions.us-east-1.cidr', 'modles']) expect(text).toContain(path);
  });

  test('a configuration that is not there', async () => {
    expect(await refusal('--config', 'nowhere.json')).toContain('nowhere.json');
  });

  test('a state folder that is a file', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(await refusal('--state', file)).toContain(`the state folder '${file}' cannot be used`);
  });

  test('a base URL that is none', async () => {
    const { code, stderr } = await blueprint(['serve', '--port', '0', '--state', folder], { OPENAI_BASE_URL: 'localhost:11434' })
      .exited;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "OPENAI_BASE_URL is 'localhost:11434', which is no http or https URL; set it to one such as http://127.0.0.1:11434/v1\n",
    });
  });
});
