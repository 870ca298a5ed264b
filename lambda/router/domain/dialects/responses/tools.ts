import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { objectsIn } from '../../providers/json.ts';
import { present } from '../members.ts';

/** A chat's functions. Tools that run at OpenAI are refused: the platform sends a prompt to no search engine, container or server. */
export function toolsOf(body: JsonObject, report: Report): readonly JsonObject[] {
  return objectsIn(body, 'tools').map(({ type, name, description, parameters, strict }, index) => {
    if (type !== 'function') report(`tools[${index}].type`, mustBe("'function', a tool that you run yourself", type));
    else if (!isString(name)) report(`tools[${index}].name`, mustBe('a string', name));
    return { type: 'function', function: present({ name, description, parameters, strict }) };
  });
}

/** Left out without tools, where it asks for nothing. */
export function toolChoiceOf(choice: unknown, tools: readonly JsonObject[], report: Report): unknown {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'auto' || choice === 'none') return tools.length === 0 ? undefined : choice;
  if (choice === 'required') return choice;
  if (isObject(choice) && choice.type === 'function' && isString(choice.name)) {
    return { type: 'function', function: { name: choice.name } };
  }
  report('tool_choice', mustBe('\'none\', \'auto\', \'required\' or {"type":"function","name":…}', choice));
  return undefined;
}
