import type { Problem } from '../config-error.ts';
import { checkCheaperModel } from './cheaper-model.ts';
import { type Check, problem } from './check.ts';

type Path = readonly string[];

interface Amounts {
  readonly day?: number | undefined;
  readonly month?: number | undefined;
}

interface Budget extends Amounts {
  readonly alertAt?: readonly (number | 'forecast')[] | undefined;
  readonly whenReached?:
    | { readonly cheaperModel?: number | undefined; readonly cacheOnly?: number | undefined; readonly block?: number | undefined }
    | undefined;
  readonly cheaperModel?: string | undefined;
  readonly perKey?: Amounts | undefined;
}

/** Budgets inside budgets are the smaller ones, steps come one after the other, and what a budget says has something to apply to. */
export const checkBudgets: Check = (input) => {
  const { organisations = {}, tenants = {}, budgets } = input.data;
  const written: (readonly [path: Path, budget: Budget])[] = [
    ...Object.entries(organisations).map(([name, { budgets: own = {} }]) => [['organisations', name, 'budgets'], own] as const),
    ...Object.entries(tenants).map(([name, { budgets: own = {} }]) => [['tenants', name, 'budgets'], own] as const),
  ];
  const anyBudget = written.some(([, budget]) => hasAmount(budget) || hasAmount(budget.perKey ?? {}));
  const anybodyToTell = budgets?.alertsTo !== undefined && !anyBudget && budgets.account === undefined;
  const unread = anybodyToTell && input.intact('tenants') && input.intact('organisations') && input.intact('budgets');
  return [
    ...written.flatMap(([path, budget]) => [
      ...periodProblems(path, budget),
      ...keyProblems(path, budget),
      ...alertProblems(path, budget),
      ...stepProblems(path, budget),
      ...(input.intact(...path) ? idleProblems(path, budget) : []),
    ]),
    ...checkCheaperModel(input),
    ...(unread ? [problem(['budgets', 'alertsTo'], undefined, 'has no budget to tell of; add one, or leave it out')] : []),
  ];
};

const hasAmount = ({ day, month }: Amounts): boolean => day !== undefined || month !== undefined;

function periodProblems(path: Path, { day, month }: Amounts): Problem[] {
  if (day === undefined || month === undefined || day <= month) return [];
  return [
    problem([...path, 'day'], day, `is above month, which is ${month}, and would never be reached; lower it, or leave it out`),
  ];
}

function keyProblems(path: Path, { perKey, ...own }: Budget): Problem[] {
  if (perKey === undefined) return [];
  const crossed = (['day', 'month'] as const).flatMap((period) => {
    const [inner, outer] = [perKey[period], own[period]];
    if (inner === undefined || outer === undefined || inner <= outer) return [];
    const message = `is above the tenant's ${outer} and would never be reached; lower it, or leave it out`;
    return [problem([...path, 'perKey', period], inner, message)];
  });
  return [...crossed, ...periodProblems([...path, 'perKey'], perKey)];
}

function alertProblems(path: Path, { alertAt = [] }: Budget): Problem[] {
  const shares = alertAt.filter((at) => at !== 'forecast');
  const twice = alertAt.filter((at, i) => alertAt.indexOf(at) < i);
  const sorted = [...new Set(shares)].sort((a, b) => a - b);
  const unordered = shares.some((share, i) => i > 0 && share < (shares[i - 1] ?? 0));
  return [
    ...twice.map((at) => problem([...path, 'alertAt'], at, 'is listed twice; list it once')),
    ...(unordered ? [problem([...path, 'alertAt'], alertAt, `is not in order; write the shares as ${sorted.join(', ')}`)] : []),
  ];
}

function stepProblems(path: Path, { whenReached: { cheaperModel, cacheOnly, block = 1 } = {} }: Budget): Problem[] {
  const steps = [
    ['cheaperModel', cheaperModel],
    ['cacheOnly', cacheOnly],
    ['block', block],
  ] as const;
  return steps.flatMap(([name, share], i) => {
    const later = steps.slice(i + 1).find(([, other]) => share !== undefined && other !== undefined && other <= share);
    if (later === undefined) return [];
    const [next, at] = later;
    return [
      problem(
        [...path, 'whenReached', name],
        share,
        `is not below ${next}, which is ${at}, and would do nothing; lower it, or leave it out`,
      ),
    ];
  });
}

function idleProblems(path: Path, budget: Budget): Problem[] {
  const { alertAt, whenReached, cheaperModel, perKey } = budget;
  const limited = hasAmount(budget) || hasAmount(perKey ?? {});
  const rules = Object.entries({ alertAt, whenReached, cheaperModel }).filter(([, value]) => value !== undefined);
  if (!limited) {
    return rules.map(([name]) =>
      problem([...path, name], undefined, 'has no budget to apply to; add day or month, or leave it out'),
    );
  }
  if (whenReached?.cheaperModel === undefined || cheaperModel !== undefined) return [];
  const message = 'says when, but no cheaperModel says which model answers then; name one beside whenReached';
  return [problem([...path, 'whenReached', 'cheaperModel'], whenReached.cheaperModel, message)];
}
