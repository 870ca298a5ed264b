import type { Serving } from '../../../services/serving/serving.ts';
import { pathText } from '../problems/path-text.ts';

/** Fields of `Serving` whose names in the configuration are others, or that stand elsewhere. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\.weights\./, '.'],
  [/\.scaling\.minReplicas$/, '.scale.min'],
  [/\.scaling\.maxReplicas$/, '.scale.max'],
  [/\.scaling\.targetPerReplica$/, '.scale.requestsPerReplica'],
  [/\.scaling\.targetPercent$/, '.scale.cpuPercent'],
  [/\.scaling\./, '.scale.'],
];

/** Where in the configuration a path of `Serving` is written. */
export function configPath(path: string, { region, models, nodeGroups }: Serving): string {
  const group = nodeGroups.find(({ name }) => path === `nodeGroups.${name}` || path.startsWith(`nodeGroups.${name}.`));
  if (group) return pathText(['regions', region, 'gpus', 'nodeGroups', group.name]);
  const model = models.find(({ name }) => path === `models.${name}` || path.startsWith(`models.${name}.`));
  if (model === undefined) return path;
  const rest = path.slice(`models.${model.name}`.length);
  if (rest === '' || rest === '.name') return pathText(['models', model.name]);
  const adapter = /^\.loraAdapters\[(\d+)\](.*)$/.exec(rest);
  const called = adapter && model.loraAdapters[Number(adapter[1])]?.name;
  if (called)
    return adapter[2] === '.name'
      ? pathText(['models', called])
      : inConfiguration(pathText(['models', called, 'adapter']), adapter[2] ?? '');
  return inConfiguration(pathText(['models', model.name, 'served']), rest);
}

const inConfiguration = (prefix: string, rest: string): string =>
  prefix + NAMES.reduce((text, [from, to]) => text.replace(from, to), rest);
