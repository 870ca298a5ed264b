import type { Provenance } from '../../services/model-store/manifest.ts';
import { type Located, list, locate, type Moved, promote, rollback } from './actions.ts';
import { openStore } from './open-store.ts';
import { type Progress, progressOn, sizeText } from './progress.ts';
import { type PushRequest, push } from './push.ts';
import { verify } from './verify.ts';
import { versionTable } from './version-table.ts';

interface Printing {
  readonly region?: string;
  readonly json?: true;
}

interface InStore extends Printing {
  readonly in: string;
}

interface Named extends InStore {
  readonly as: string;
}

interface PushOptions extends Printing, Omit<PushRequest, 'folder' | 'lineage'> {
  readonly to: string;
  readonly lineage?: readonly string[];
}

export async function runPush(folder: string, options: PushOptions): Promise<void> {
  const { to, region, json, lineage, name, version, createdFrom, licence } = options;
  const said = { createdFrom, licence, lineage: lineage && lineageOf(lineage) };
  const provenance: Provenance = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const pushed = await push(await openStore(to, region), { folder, name, version, ...provenance }, onStderr());
  const was = pushed.outcome === 'present' ? 'was there already' : 'is there';
  const size = `${pushed.files} files, ${sizeText(pushed.sizeBytes)}`;
  print(json, pushed, `${name} ${version} ${was}: ${size}, at ${pushed.address}\n`);
}

export async function runList(name: string | undefined, options: InStore): Promise<void> {
  const versions = await list(await openStore(options.in, options.region), name);
  print(options.json, versions, versionTable(versions));
}

export async function runPromote(name: string, version: string, options: Named): Promise<void> {
  const store = await openStore(options.in, options.region);
  printMoved(options, await promote(store, name, version, options.as, new Date().toISOString()));
}

export async function runRollback(name: string, options: Named): Promise<void> {
  const store = await openStore(options.in, options.region);
  printMoved(options, await rollback(store, name, options.as, new Date().toISOString()));
}

export async function runLocate(name: string, options: Named): Promise<void> {
  const located: Located = await locate(await openStore(options.in, options.region), name, options.as);
  print(options.json, located, `${located.address}\n`);
}

export async function runVerify(name: string | undefined, version: string | undefined, options: InStore): Promise<void> {
  const store = await openStore(options.in, options.region);
  const verified = await verify(store, onStderr(), name, version);
  const { versions, sizeBytes, problems } = verified;
  const good = `${versions} versions, ${sizeText(sizeBytes)}: all as they were pushed\n`;
  print(options.json, verified, problems.length === 0 ? good : `${problems.join('\n')}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

const onStderr = (): Progress => progressOn(process.stderr, () => performance.now());

function printMoved({ json }: Printing, moved: Moved): void {
  const { name, alias, version, before, address } = moved;
  const was = before === undefined ? '' : before === version ? ', as before' : `, and was ${before}`;
  print(json, moved, `'${alias}' of ${name} is version ${version}${was}: ${address}\n`);
}

function lineageOf(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [, subject, text] = /^([\w.-]+)=(.+)$/s.exec(entry) ?? [];
      if (subject === undefined || text === undefined) {
        throw new Error(`--lineage '${entry}' is no subject=text; write e.g. dataset=s3://data/2026-11`);
      }
      return [subject, text];
    }),
  );
}

function print(json: true | undefined, value: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text);
}
