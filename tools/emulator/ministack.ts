import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { pythonWith } from './python.ts';

const root = path.join(__dirname, '..', '..');

export const MINISTACK = 'ministack==1.5.33';
/** The emulator's KMS signs with it. */
const CRYPTOGRAPHY = 'cryptography==50.0.2';

/** A resource that the emulator could only take note of. */
export interface RecordedResource {
  readonly type: string;
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  /** As CloudFormation would have passed them on: references resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface MiniStack {
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  readonly recorded: () => readonly RecordedResource[];
}

/**
 * Starts the AWS emulator on a free loopback port. It ends with this program.
 *
 * @param templates folder of the templates that will be deployed; resource types in them that the emulator does not know are recorded
 * @param work folder for its log, its records and the unpacked functions
 * @throws Error when Python is missing or the emulator does not start
 */
export async function startMiniStack(templates: string, work: string): Promise<MiniStack> {
  const python = await pythonWith(path.join(root, '.cache', 'ministack-venv'), [MINISTACK, CRYPTOGRAPHY]);
  const temporary = path.join(work, 'tmp');
  const logFile = path.join(work, 'ministack.log');
  const records = path.join(work, 'recorded.jsonl');
  mkdirSync(temporary, { recursive: true });
  const port = await freePort();
  const log = openSync(logFile, 'w');
  const child = startChild(python, [path.join(__dirname, 'start_ministack.py'), templates, records], {
    // Nothing of this machine's environment but the PATH: functions inherit the emulator's, and must not find keys or endpoints in it.
    env: {
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
      HOME: work,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // Roles and policies decide what a caller may do.
      AUTH: 'true',
    },
    stdio: ['pipe', log, log],
  });
  const readLog = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `the AWS emulator did not start on port ${port}:\n${readLog().trimEnd().split('\n').slice(-10).join('\n')}`,
      );
    }
    await sleep(100);
  }
  return { url, recorded: () => readRecords(records) };
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/_ministack/ready`).catch(() => undefined);
  return response?.ok === true;
}

function readRecords(file: string): readonly RecordedResource[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedResource);
}
