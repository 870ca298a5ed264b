import type { Problem } from '../config-error.ts';
import { listPricePerGpuHour } from '../resolve/prices.ts';
import type { PlatformData } from '../schema/platform.ts';
import { problem } from './check.ts';

/** The price of a served model's tokens is said once, and the hour of its GPUs has one. */
export function costProblems(data: Partial<PlatformData>, name: string, model: PlatformData['models'][string]): Problem[] {
  const { price, served } = model;
  if (served?.cost === undefined) return [];
  const path = ['models', name, 'served', 'cost'];
  if (price !== undefined)
    return [problem(path, undefined, 'prices tokens that price has a price for already; leave one of them out')];
  const { nodeGroup } = served.gpus;
  const groups = Object.values(data.regions ?? {}).flatMap(({ gpus }) => gpus?.nodeGroups[nodeGroup] ?? []);
  if (groups.length === 0 || served.cost.dollarsPerGpuHour !== undefined || listPricePerGpuHour(data, nodeGroup) !== undefined)
    return [];
  const types = [...new Set(groups.map(({ instanceType }) => instanceType))].join(', ');
  return [
    problem(
      [...path, 'dollarsPerGpuHour'],
      undefined,
      `is missing, and ${types} has no list price here; write what a GPU costs you in an hour`,
    ),
  ];
}
