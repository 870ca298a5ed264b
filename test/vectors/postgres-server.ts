import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun, startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { pythonWith } from '../../tools/emulator/python.ts';
import { eventually } from '../support/eventually.ts';
import { root } from '../support/harness.ts';

/** PostgreSQL 16.2 with pgvector 0.6.2, for Linux and macOS. */
const REQUIREMENTS = ['pgserver==0.1.4'];
const PACKAGES = 'import sysconfig; print(sysconfig.get_path("purelib"))';

/** Of the system's user nobody: Postgres does not run as root. */
const NOBODY = 65_534;
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export interface PostgresServer {
  readonly port: number;
  /** Runs statements as the superuser and gives their output. */
  readonly psql: (database: string, sql: string) => Promise<string>;
  /** Runs one of Postgres' programs against this server. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
  /** A folder that the server's user may write to. */
  readonly folder: string;
}

/** Starts a Postgres of our own on loopback. It ends with this process, whatever happens. */
export async function startPostgres(): Promise<PostgresServer> {
  const interpreter = await pythonWith(path.join(root, '.cache', 'pgserver-venv'), REQUIREMENTS, 'Postgres with pgvector');
  const packages = (await mustRun('Python does not tell where its packages are', interpreter, ['-c', PACKAGES])).trim();
  const programs = path.join(packages, 'pgserver', 'pginstall', 'bin');
  const folder = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o700);
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const options = { ...user, cwd: folder };
  const port = await freePort();
  const run = (program: string, args: readonly string[]) =>
    mustRun(`${program} failed`, path.join(programs, program), [...args], {
      ...options,
      env: { ...process.env, PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres' },
    });
  await run('initdb', ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync', '-D', data]);
  const settings = {
    shared_buffers: '256MB',
    maintenance_work_mem: '512MB',
    max_wal_size: '4GB',
    fsync: 'off',
    unix_socket_directories: folder,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  startChild(path.join(programs, 'postgres'), ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...args], {
    ...options,
    stdio: 'ignore',
  });
  if (!existsSync(data)) throw new Error(`${data} is not there`);
  const psql = (database: string, sql: string) =>
    run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', sql]);
  const up = await eventually(() => psql('postgres', 'SELECT 1').catch(() => undefined));
  if (up === undefined) throw new Error('Postgres did not start');
  return { port, psql, run, folder };
}

/** A database as the construct prepares it: extension and schema by the superuser, tables by a user who can do nothing else. */
export async function prepareDatabase({ psql }: PostgresServer, database: string): Promise<void> {
  await psql('postgres', `CREATE DATABASE ${database}`);
  await psql(
    'postgres',
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'router') THEN CREATE ROLE router LOGIN; END IF; END $$`,
  );
  await psql(
    database,
    `CREATE EXTENSION vector; CREATE SCHEMA vectors; GRANT USAGE, CREATE ON SCHEMA vectors TO router; ALTER ROLE router SET search_path = vectors, public`,
  );
}
