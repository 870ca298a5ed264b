import { createHash } from 'node:crypto';
import { definitionProblems, documentsProblems, queryProblems, recordsProblems, tenantProblems } from './checks.ts';
import type { Engine, EngineIndex, TenantKey } from './engine.ts';
import { depthFor, fused } from './fusion.ts';
import { type IndexDefinition, type VectorDatabase, VectorError, type VectorIndex } from './vector-database.ts';
import { queryWordsOf } from './words.ts';

/** An engine behind the checks of everything that goes in, with hybrid search made of its two lists. */
export const checked = (engine: Engine): VectorDatabase => ({
  open: async (definition) => {
    refuse(definitionProblems(definition));
    const index = { ...definition };
    return checkedIndex(index, await engine.open(index));
  },
  close: () => engine.close(),
});

function checkedIndex(definition: IndexDefinition, index: EngineIndex): VectorIndex {
  return {
    upsert: async (tenant, records) => {
      refuse([...tenantProblems(tenant), ...recordsProblems(definition, records)]);
      if (records.length > 0) await index.upsert(tenantKeyOf(tenant), records);
    },
    search: async (tenant, query) => {
      const { vector, text = '', filter = {}, limit } = query;
      refuse([...tenantProblems(tenant), ...queryProblems(definition, query)]);
      const key = tenantKeyOf(tenant);
      const words = queryWordsOf(text);
      if (words.length === 0) return index.nearest(key, { vector, filter, limit });
      const depth = depthFor(limit);
      const lists = [index.nearest(key, { vector, filter, limit: depth }), index.byWords(key, { words, filter, limit: depth })];
      return fused(await Promise.all(lists), limit);
    },
    deleteDocuments: async (tenant, documentIds) => {
      refuse([...tenantProblems(tenant), ...documentsProblems(documentIds)]);
      if (documentIds.length > 0) await index.deleteDocuments(tenantKeyOf(tenant), documentIds);
    },
    deleteTenant: async (tenant) => {
      refuse(tenantProblems(tenant));
      await index.deleteTenant(tenantKeyOf(tenant));
    },
  };
}

const tenantKeyOf = (tenant: string): TenantKey => createHash('sha256').update(tenant).digest('hex') as TenantKey;

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new VectorError(problems);
}

/** What an engine throws when an index was recorded with another model or dimension. */
export function requireSame(definition: IndexDefinition, recorded: Pick<IndexDefinition, 'model' | 'dimension'>): void {
  const { name, model, dimension } = definition;
  refuse([
    ...(recorded.model === model
      ? []
      : [`index ${name} holds vectors of '${recorded.model}', not of '${model}'; name another index`]),
    ...(recorded.dimension === dimension
      ? []
      : [`index ${name} holds vectors of ${recorded.dimension} numbers, not of ${dimension}; name another index`]),
  ]);
}
