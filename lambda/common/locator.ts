/** A place that an environment variable names, e.g. `dynamodb:acme-usage` → scheme `dynamodb`, rest `acme-usage`. */
export interface Locator {
  readonly scheme: string;
  readonly rest: string;
}

/**
 * Picks the adapter that an environment variable asks for.
 *
 * @param environment e.g. `process.env`
 * @param name the variable, e.g. `USAGE_LEDGER`
 * @param adapters by scheme: makes the adapter from what follows the colon
 * @throws Error that shows the value and the schemes that exist
 */
export function adapterFor<T>(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  adapters: Readonly<Record<string, (rest: string) => T>>,
): T {
  const value = environment[name];
  const schemes = Object.keys(adapters)
    .map((scheme) => `${scheme}:`)
    .join(', ');
  if (value === undefined) throw new Error(`environment variable ${name} is not set; it must start with one of ${schemes}`);
  const { scheme, rest } = parseLocator(value);
  const make = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
  if (make === undefined) throw new Error(`environment variable ${name} is '${value}'; it must start with one of ${schemes}`);
  return make(rest);
}

export function parseLocator(value: string): Locator {
  const colon = value.indexOf(':');
  return colon < 0 ? { scheme: value, rest: '' } : { scheme: value.slice(0, colon), rest: value.slice(colon + 1) };
}
