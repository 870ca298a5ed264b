import type { JsonObject } from '../../http/json-body.ts';
import { isObject, isString, mustBe, type Report } from '../../openai/fields.ts';
import { withCacheControl, withEagerInput } from '../../providers/conversation-marks.ts';
import { objectIn, objectsIn } from '../../providers/json.ts';
import { present } from '../members.ts';

/** The functions of a chat for a client's own tools. Those that Anthropic runs or defines are refused: no chat model knows them. */
export function toolsOf(body: JsonObject, report: Report): readonly JsonObject[] {
  return objectsIn(body, 'tools').map((tool, index) => {
    const path = `tools[${index}]`;
    const { type, name, description, input_schema: parameters, strict, allowed_callers: callers } = tool;
    if ((type ?? 'custom') !== 'custom') {
      report(`${path}.type`, mustBe("'custom', a tool that you run yourself", type));
      return {};
    }
    if (!isString(name)) report(`${path}.name`, mustBe('a string', name));
    if (!isObject(parameters)) report(`${path}.input_schema`, mustBe('a JSON schema', parameters));
    if (Array.isArray(callers) && !callers.includes('direct')) {
      report(`${path}.allowed_callers`, "must hold 'direct': code does not run here");
    }
    const made = { type: 'function', function: present({ name, description: description || undefined, parameters, strict }) };
    return withEagerInput(withCacheControl(made, tool.cache_control), tool.eager_input_streaming);
  });
}

const CHOICES: Readonly<Record<string, string>> = { auto: 'auto', any: 'required', none: 'none' };

export function toolChoiceOf(body: JsonObject, report: Report): JsonObject {
  if (!isObject(body.tool_choice)) return {};
  const { type, name, disable_parallel_tool_use: oneAtATime } = objectIn(body, 'tool_choice');
  const parallel = oneAtATime === true ? { parallel_tool_calls: false } : {};
  if (type === 'tool' && isString(name)) return { tool_choice: { type: 'function', function: { name } }, ...parallel };
  const choice = isString(type) && Object.hasOwn(CHOICES, type) ? CHOICES[type] : undefined;
  if (choice === undefined)
    report('tool_choice', mustBe("of type 'auto', 'any', 'none', or 'tool' with a 'name'", body.tool_choice));
  return { tool_choice: choice, ...parallel };
}
