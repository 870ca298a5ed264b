import { describeStacks } from '../../tools/emulator/emulated-aws.ts';
import type { MiniStack, RecordedResource } from '../../tools/emulator/ministack.ts';
import { type Assembly, REGIONS } from './assembly.ts';

/** Prints a row a stack, with what CloudFormation says of it. @returns the stacks that are not complete, as sentences */
export async function reportStacks({ url, recorded }: MiniStack, { stacks }: Assembly): Promise<readonly string[]> {
  const deployed = (await Promise.all(REGIONS.map((region) => describeStacks(url, region)))).flat();
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  console.log(`\n${'stack'.padEnd(width)}  deployed  recorded      time  result`);
  return stacks.flatMap(({ stack, resources }) => {
    const { status, reason, seconds } = deployed.find(({ name }) => name === stack) ?? NOT_CREATED;
    const complete = status === 'CREATE_COMPLETE';
    const only = recorded().filter((resource) => resource.stack === stack).length;
    const figures = [complete ? resources - only : 0, only].map((count) => String(count).padStart(8)).join('  ');
    console.log(`${stack.padEnd(width)}  ${figures}  ${seconds.toFixed(2).padStart(6)} s  ${status}`);
    return complete ? [] : [`${stack}: ${status} ${reason}`.trimEnd()];
  });
}

const NOT_CREATED = { status: 'not created', reason: '', seconds: 0 };

/** Prints what the emulator does not know and only took note of. */
export function reportRecorded(recorded: readonly RecordedResource[]): void {
  const types = [...new Set(recorded.map(({ type }) => type))].sort();
  console.log('\nrecorded only, not deployed:');
  for (const name of types) console.log(`  ${name} × ${recorded.filter(({ type }) => type === name).length}`);
}
