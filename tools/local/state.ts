import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The files that the local platform keeps between two starts. Several platforms may share one folder. */
export interface State {
  readonly folder: string;
  /** API keys and usage ledger. */
  readonly database: string;
  /** Key of the HMAC under which API keys are stored. */
  readonly pepper: string;
  /** What the keys are made of under which texts wait for review. */
  readonly sealingKey: string;
  /** What marks of origin are made with. */
  readonly watermarkKey: string;
  /** The configuration that this process's router reads. */
  readonly routerConfig: string;
  /** The development key of a tenant, in the clear: it opens nothing but this platform. */
  readonly developmentKey: (tenant: string) => string;
}

function stateIn(folder: string): State {
  const at = (name: string) => path.join(path.resolve(folder), name);
  return {
    folder: path.resolve(folder),
    database: at('platform.sqlite'),
    pepper: at('api-key-pepper'),
    sealingKey: at('review-sealing-key'),
    watermarkKey: at('watermark-key'),
    routerConfig: at(`router-${process.pid}.json`),
    developmentKey: (tenant) => at(`development-key-${tenant}`),
  };
}

/** @throws Error that says how a state folder is made, when this is none */
export function existingState(folder: string): State {
  const state = stateIn(folder);
  if (!existsSync(state.pepper))
    throw new Error(`'${state.folder}' holds no local platform; blueprint serve --state makes one there`);
  return state;
}

/**
 * Makes the folder, readable by its owner only, and the pepper.
 *
 * @throws Error that names the folder when it cannot be used
 */
export function prepareState(folder: string): State {
  const state = stateIn(folder);
  try {
    mkdirSync(state.folder, { recursive: true, mode: 0o700 });
    removeLeftovers(state.folder);
    writeOnce(state.pepper, randomBytes(32).toString('base64url'));
    writeOnce(state.sealingKey, randomBytes(32).toString('base64url'));
    writeOnce(state.watermarkKey, randomBytes(32).toString('base64url'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`the state folder '${state.folder}' cannot be used: ${reason}; name another one with --state`);
  }
  return state;
}

/**
 * Writes a file that does not exist yet; whoever comes second, from another process too, gets what the first one wrote.
 *
 * @returns the file's text
 */
export function writeOnce(file: string, text: string): string {
  if (!existsSync(file)) {
    const whole = temporary(file, text);
    try {
      linkSync(whole, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(whole);
    }
  }
  return readFileSync(file, 'utf8').trim();
}

/** Replaces a file in one step: no reader ever sees half of it. */
export function replaceFile(file: string, text: string): void {
  renameSync(temporary(file, text), file);
}

function temporary(file: string, text: string): string {
  const name = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(name, `${text}\n`, { mode: 0o600, flag: 'wx' });
  return name;
}

/** Router configurations of platforms that were killed. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = /^router-(\d+)\.json$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(path.join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
