import { onPath } from '../../tools/emulator/on-path.ts';

/** Programs and the Debian packages that have them. */
const PACKAGES = {
  promtool: 'prometheus',
  prometheus: 'prometheus',
  amtool: 'prometheus-alertmanager',
  'prometheus-alertmanager': 'prometheus-alertmanager',
} as const;

export type Program = keyof typeof PACKAGES;

/**
 * Where the programs are.
 *
 * @throws Error that names all that are missing and how to get them
 */
export function installedPrograms(): Readonly<Record<Program, string>> {
  const found = Object.fromEntries(Object.keys(PACKAGES).map((name) => [name, onPath(name)]));
  const missing = (Object.keys(PACKAGES) as Program[]).filter((name) => found[name] === undefined);
  if (missing.length === 0) return found as Record<Program, string>;
  const packages = [...new Set(missing.map((name) => PACKAGES[name]))].join(' ');
  throw new Error(`${missing.join(', ')} not on the PATH; Debian: apt-get install --no-install-recommends ${packages}`);
}
