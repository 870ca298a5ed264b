import type { JsonObject } from '../../http/json-body.ts';
import type { UpstreamCall } from '../../ports.ts';

/** A question to somebody who is no model of the platform. */
export interface OpinionCall extends Pick<UpstreamCall, 'baseUrl' | 'path' | 'headers' | 'sign'> {
  readonly body: JsonObject;
}

/** The answer itself is left out: it may repeat the text. */
export const unreadable = (why: string): Error => new Error(`the answer cannot be read: ${why}`);
