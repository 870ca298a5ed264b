import type { Serving } from '../../../services/serving/serving.ts';
import { pathText } from '../problems/path-text.ts';

/** Fields of `Serving` whose names in the configuration are others, or that stand elsewhere. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\.weights\./, '.'],
  [/\.responseCacheMib$/, '.triton.responseCacheMib'],
  [/\.scaling\.minReplicas$/, '.scale.min'],
  [/\.scaling\.maxReplicas$/, '.scale.max'],
  [/\.scaling\.targetPerReplica$/, '.scale.requestsPerReplica'],
  [/\.scaling\.targetPercent$/, '.scale.cpuPercent'],
  [/\.scaling\./, '.scale.'],
];

/** Where in the configuration a path of `Serving` is written. */
export function configPath(path: string, { region, models, nodeGroups, builds }: Serving): string {
  const group = nodeGroups.find(({ name }) => path === `nodeGroups.${name}` || path.startsWith(`nodeGroups.${name}.`));
  if (group) return pathText(['regions', region, 'gpus', 'nodeGroups', group.name]);
  if (path.startsWith('builds')) return buildPath(path, region, builds);
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

/** A recipe is called after what it makes. */
function buildPath(path: string, region: string, builds: Serving['builds']): string {
  const prefix = pathText(['regions', region, 'gpus', 'builds']);
  const [, at = '', rest = ''] = /^builds\[(\d+)\](.*)$/.exec(path) ?? [];
  if (at === '') return path.replace('builds', prefix);
  const { kind = 'checkpoint' } = builds?.builds[Number(at)]?.recipe ?? {};
  const calibration = kind === 'checkpoint' ? '.checkpoint.calibration' : '.engine.quantisation.calibration';
  const written = rest
    .replace(/^\.recipe\.kind$/, `.${kind}`)
    .replace(/^(\.recipe)?\.calibration/, calibration)
    .replace(/^\.recipe/, `.${kind}`)
    .replace(/^\.limits/, '.engine.limits');
  return `${prefix}.versions[${at}]${written}`;
}

const inConfiguration = (prefix: string, rest: string): string =>
  prefix + NAMES.reduce((text, [from, to]) => text.replace(from, to), rest);
