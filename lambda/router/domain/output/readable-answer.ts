import type { JsonObject } from '../http/json-body.ts';
import { objectsIn } from '../providers/json.ts';
import { choiceInText } from './answer-text.ts';
import type { JudgedMembers } from './judged-members.ts';
import { isStop, type Stop } from './text-filter.ts';

/** An answer, or a chunk of one, that filters can read: the very same object when it was one before. */
export interface Readable {
  readonly answer: JsonObject;
  readonly choices: readonly JsonObject[];
}

/**
 * Undefined for what is no chat completion, or says something beside text.
 *
 * @param member where choices say it: `message` of a whole answer, `delta` of a chunk
 * @param judged leaves out what nobody judges. @default - the answer is not judged
 */
export function readable(answer: JsonObject, member: 'message' | 'delta', judged?: JudgedMembers): Readable | Stop | undefined {
  const written: readonly unknown[] = Array.isArray(answer.choices) ? answer.choices : [];
  const choices: JsonObject[] = [];
  for (const choice of written) {
    const read = choiceInText(choice, member);
    if (read === undefined) return undefined;
    choices.push(read);
  }
  const isSame = choices.every((choice, index) => choice === written[index]);
  const inText = isSame ? answer : { ...answer, choices };
  const left = judged?.of(inText);
  if (left === undefined || isStop(left)) return left ?? { answer: inText, choices };
  return { answer: left.kept, choices: objectsIn(left.kept, 'choices') };
}
