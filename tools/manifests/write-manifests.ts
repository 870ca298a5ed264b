import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ManifestFiles } from '../../services/manifests/manifest-files.ts';

/** Names what an earlier run wrote, so that nothing else is ever removed. */
const INDEX = 'manifests.json';

/**
 * Writes a folder for each region. What an earlier run wrote and this one does not is removed.
 *
 * @throws Error when the folder holds files and no earlier run wrote them
 */
export async function writeManifests(out: string, regions: ReadonlyMap<string, ManifestFiles>): Promise<void> {
  const paths = [...regions].flatMap(([region, files]) => [...files.keys()].map((file) => `${region}/${file}`));
  for (const stale of (await written(out)).filter((file) => !paths.includes(file)))
    await rm(path.join(out, stale), { force: true });
  for (const [region, files] of regions) {
    await mkdir(path.join(out, region), { recursive: true });
    for (const [file, text] of files) await writeFile(path.join(out, region, file), text);
  }
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, INDEX), `${JSON.stringify({ files: paths }, null, 2)}\n`);
}

async function written(out: string): Promise<readonly string[]> {
  const names = await readdir(out).catch((): string[] => []);
  if (names.length === 0) return [];
  if (!names.includes(INDEX)) {
    throw new Error(`${out} is not empty and holds no earlier manifests; choose another folder with --out or empty it`);
  }
  const { files = [] } = JSON.parse(await readFile(path.join(out, INDEX), 'utf8')) as { readonly files?: readonly string[] };
  // The index lies beside the files and may be anybody's: no way leads out of the folder.
  return files.filter((file) => /^[\w-]+\/[\w.-]+\.yaml$/.test(file));
}
