import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { UnitPrices } from '../../lambda/router/contract/prices.ts';

/** Prices from somebody else, without tiers. */
export type SecondPrice = Pick<UnitPrices, 'input' | 'output' | 'cachedInput' | 'cacheWrite'>;

/** @returns undefined when it does not list the model */
export type SecondCatalogue = (provider: string, id: string) => SecondPrice | undefined;

/**
 * models.dev's catalogue: the file that it publishes (`api.json`), or a checkout of its repository (`providers/<provider>/models/<id>.toml`).
 *
 * @throws Error with a sentence when the place holds neither
 */
export function secondCatalogue(place: string): SecondCatalogue {
  if (!existsSync(place)) throw new Error(`--against '${place}': there is no such file or folder`);
  if (statSync(place).isDirectory()) return folderCatalogue(place);
  const listed = jsonIn(place);
  return (provider, id) => {
    const cost = member(member(member(member(listed, provider), 'models'), id), 'cost');
    return isObject(cost) ? priceOf(cost) : undefined;
  };
}

function folderCatalogue(folder: string): SecondCatalogue {
  const providers = path.join(folder, 'providers');
  if (!existsSync(providers)) throw new Error(`--against '${folder}': there is no folder 'providers' in it, as models.dev has`);
  return (provider, id) => {
    // Ids come from the configuration; none of them leads out of the folder.
    if (id.split(/[\\/]/).includes('..')) return undefined;
    const file = path.join(providers, provider, 'models', `${id}.toml`);
    return existsSync(file) ? priceOf(costIn(readFileSync(file, 'utf8'))) : undefined;
  };
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`--against '${file}' is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** The table `cost` of a TOML file, whose members are numbers. */
function costIn(toml: string): Readonly<Record<string, unknown>> {
  const [, table = ''] = /^\[cost\][^\n]*\n((?:(?!\[)[^\n]*\n?)*)/m.exec(toml) ?? [];
  const pairs = [...table.matchAll(/^\s*(\w+)\s*=\s*([\d_.]+)/gm)];
  return Object.fromEntries(pairs.map(([, name, value = '']) => [name, Number(value.replaceAll('_', ''))]));
}

function priceOf({ input, output, cache_read, cache_write }: Readonly<Record<string, unknown>>): SecondPrice | undefined {
  const [prompt, answer, read, written] = [input, output, cache_read, cache_write].map(microDollars);
  if (prompt === undefined) return undefined;
  return {
    ...{ input: prompt, output: answer ?? 0 },
    ...(read !== undefined && { cachedInput: read }),
    ...(written !== undefined && { cacheWrite: written }),
  };
}

const microDollars = (dollars: unknown): number | undefined =>
  typeof dollars === 'number' && Number.isFinite(dollars) ? Math.round(dollars * 1_000_000) : undefined;

const member = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
