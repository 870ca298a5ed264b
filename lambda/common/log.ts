/**
 * One structured line. Fields are chosen one by one by the caller: never a request, a header or a body, so that neither prompts nor
 * keys can reach the log by accident.
 *
 * @param members for machines that read the log, such as CloudWatch's `_aws`; they stand beside the fields. @default - none
 */
export function log(
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, string | number | boolean | undefined>> = {},
  members?: Readonly<Record<string, unknown>>,
): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields, ...members })}\n`);
}

/** What may be said of an unknown error in a log: its name and message, no stack, no attached request. */
export function errorFields(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
