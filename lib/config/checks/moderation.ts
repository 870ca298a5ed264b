import {
  MASKABLE_CATEGORIES,
  MODERATION_ACTIONS,
  type ModerationCategory,
  type ModerationThresholds,
} from '../../../lambda/router/contract/moderation.ts';
import type { Problem } from '../config-error.ts';
import type { ModerationData } from '../schema/moderation.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';

type Path = readonly string[];

/** Thresholds can be reached, what is to be masked has a place in the text, and choices have something to apply to. */
export const checkModeration: Check = ({ data, intact }) => {
  const { moderation, tenants = {} } = data;
  const guarded = isGuarding(moderation) || !intact('moderation');
  return [
    ...problemsOf(moderation, ['moderation'], intact),
    ...(intact('moderation') ? idle(moderation, isGuarding(moderation), moderation?.watermark, ['moderation']) : []),
    ...Object.entries(tenants).flatMap(([name, { moderation: own }]) => {
      const path = ['tenants', name, 'moderation'];
      return [
        ...problemsOf(own, path, intact),
        ...(intact(...path) ? idle(own, guarded || isGuarding(own), { ...moderation, ...own }.watermark, path) : []),
      ];
    }),
  ];
};

const isGuarding = ({ input = 'off', output = 'off' }: ModerationData = {}): boolean => input !== 'off' || output !== 'off';

function problemsOf(moderation: ModerationData | undefined, path: Path, intact: WellFormed['intact']): Problem[] {
  return (['input', 'output'] as const).flatMap((side) => {
    const policy = moderation?.[side];
    if (typeof policy !== 'object' || !intact(...path, side)) return [];
    const entries = Object.entries(policy) as [ModerationCategory, ModerationThresholds][];
    if (entries.length === 0) return [problem([...path, side], undefined, "names no category; add one, or write 'off'")];
    return entries.flatMap(([category, thresholds]) => problemsOfCategory(category, thresholds, [...path, side, category]));
  });
}

function problemsOfCategory(category: ModerationCategory, thresholds: ModerationThresholds, path: Path): Problem[] {
  const { mask } = thresholds;
  const misplaced =
    mask === undefined || MASKABLE_CATEGORIES.includes(category)
      ? []
      : [
          problem(
            [...path, 'mask'],
            mask,
            `has nothing to mask: ${category} is said of whole texts; use flag, review or block, or mask ${MASKABLE_CATEGORIES.join(' and ')}`,
          ),
        ];
  if (Object.keys(thresholds).length === 0)
    return [problem(path, undefined, 'has no threshold; add one, or leave the category out')];
  return [...misplaced, ...outOfReach(thresholds, path)];
}

/** Of two actions only the severer is taken, so the milder one needs the lower threshold. */
function outOfReach(thresholds: ModerationThresholds, path: Path): Problem[] {
  return MODERATION_ACTIONS.flatMap((milder, index) => {
    const low = thresholds[milder];
    const severer = MODERATION_ACTIONS.slice(index + 1).find((action) => (thresholds[action] ?? 2) <= (low ?? -1));
    // What is masked stays masked whatever else comes of the text.
    if (low === undefined || severer === undefined || milder === 'mask') return [];
    return [
      problem(
        [...path, milder],
        low,
        `is not below ${severer}, which is ${thresholds[severer]}, and would never be reached; lower it, or leave it out`,
      ),
    ];
  });
}

/** A choice for policies that are not there looks like protection and is none. */
function idle(moderation: ModerationData | undefined, guarded: boolean, watermark: boolean | undefined, path: Path): Problem[] {
  if (moderation === undefined || guarded) return [];
  return (['whenUnavailable', 'streamWindow', 'secondOpinion'] as const).flatMap((name) => {
    const value = moderation[name];
    if (value === undefined || value === 'off' || (name === 'whenUnavailable' && watermark)) return [];
    return [problem([...path, name], value, 'has nothing to apply to; add input or output, or leave it out')];
  });
}
