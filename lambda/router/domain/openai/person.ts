import type { JsonObject } from '../http/json-body.ts';
import { isString } from './fields.ts';

/** Members that name the person behind a request. OpenAI replaces the second by the first, so the first counts where both are sent. */
export const PERSON_MEMBERS = ['safety_identifier', 'user'] as const;

/** Whom the client says that it asks for. @returns undefined when it does not say */
export const personIn = (body: JsonObject): string | undefined =>
  PERSON_MEMBERS.map((name) => body[name]).find((value): value is string => isString(value) && value !== '');
