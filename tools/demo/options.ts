import { createServer } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';

export interface DemoOptions {
  /** Of the platform. 0 takes one that is free; so for the others. */
  readonly port: number;
  readonly dashboardsPort: number;
  readonly prometheusPort: number;
  readonly alertmanagerPort: number;
  /** Folder in which `blueprint chaos` finds the demo. */
  readonly state: string;
  /** A trace in Azure's form. @default - that of ../shared/data, or one by chance */
  readonly trace?: string;
  /** How many times as fast arrivals come as in the trace, and time passes in rules. */
  readonly speed: number;
  readonly triton: boolean;
  /** A line of JSON in place of the text, and nothing after it. */
  readonly json?: true;
}

const USUAL = { port: 8080, dashboardsPort: 9091, prometheusPort: 0, alertmanagerPort: 0 };

/** What `npm run demo` was asked for. */
export function demoOptions(args: readonly string[]): DemoOptions {
  return new Command('demo')
    .description('the platform under load, with what people look at when something is wrong; break it by blueprint chaos')
    .option('--port <n>', "the platform's; 0 takes a free one, here and below", portOf, USUAL.port)
    .option('--dashboards-port <n>', "the dashboards'", portOf, USUAL.dashboardsPort)
    .option('--prometheus-port <n>', "Prometheus'; a package's own server usually has 9090", portOf, USUAL.prometheusPort)
    .option('--alertmanager-port <n>', "Alertmanager's; a package's own server usually has 9093", portOf, USUAL.alertmanagerPort)
    .option('--state <folder>', 'folder in which blueprint chaos finds the demo', '.local')
    .option('--trace <file>', 'CSV of arrivals: TIMESTAMP,ContextTokens,GeneratedTokens')
    .option('--speed <n>', 'times as fast as the trace, for arrivals and for rules alike', speedOf, 60)
    .option('--no-triton', 'without Triton, even where it is installed')
    .option('--json', 'print addresses as one line of JSON, and nothing else')
    .parse(args, { from: 'user' })
    .opts<DemoOptions>();
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError(`It is "${text}"; write a whole number from 0 to 65535.`);
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed >= 1 && speed <= 100) return speed;
  throw new InvalidArgumentError(`It is "${text}"; write a number from 1 to 100.`);
}

/** @throws Error that names every port which is taken */
export async function requirePorts(options: DemoOptions): Promise<void> {
  const asked = [
    ['--port', options.port],
    ['--dashboards-port', options.dashboardsPort],
    ['--prometheus-port', options.prometheusPort],
    ['--alertmanager-port', options.alertmanagerPort],
  ] as const;
  const problems: string[] = [];
  for (const [option, port] of asked) {
    if (port !== 0 && !(await isFree(port)))
      problems.push(`port ${port} is taken; stop what listens there, or choose another by ${option} (0: a free one)`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
