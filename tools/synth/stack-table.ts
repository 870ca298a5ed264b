/** CloudFormation's limits for one template. Source: CloudFormation quotas, user guide, 2026-11. */
const TEMPLATE_BYTES = 1_000_000;
const TEMPLATE_RESOURCES = 500;

/** What synthesis made of one stack. */
export interface StackSummary {
  readonly stack: string;
  readonly region: string;
  readonly resources: number;
  /** Size of the template as CloudFormation receives it. */
  readonly bytes: number;
}

/** Stacks that are over a limit, as sentences. */
export function overLimits(stacks: readonly StackSummary[]): string[] {
  return stacks.flatMap(({ stack, resources, bytes }) => [
    ...(resources > TEMPLATE_RESOURCES
      ? [`${stack} has ${resources} resources; CloudFormation takes ${TEMPLATE_RESOURCES}: split the stack`]
      : []),
    ...(bytes > TEMPLATE_BYTES ? [`${stack} is ${bytes} bytes; CloudFormation takes ${TEMPLATE_BYTES}: split the stack`] : []),
  ]);
}

/** A table for people: a row a stack, each figure beside its limit. */
export function stackTable(stacks: readonly StackSummary[], milliseconds: number): string {
  const share = (value: number, limit: number) =>
    `${String(value).padStart(7)} ${`${Math.round((100 * value) / limit)} %`.padStart(5)}`;
  const width = Math.max(5, ...stacks.map(({ stack }) => stack.length));
  const rows = stacks.map(
    ({ stack, region, resources, bytes }) =>
      `${stack.padEnd(width)}  ${region.padEnd(14)}  ${share(resources, TEMPLATE_RESOURCES)}  ${share(bytes, TEMPLATE_BYTES)}`,
  );
  const total = stacks.reduce((sum, { resources }) => sum + resources, 0);
  return [
    `${'stack'.padEnd(width)}  ${'region'.padEnd(14)}  resources /500   bytes /1 MB`,
    ...rows,
    `${stacks.length} stacks, ${total} resources, ${(milliseconds / 1000).toFixed(2)} s`,
  ].join('\n');
}
