import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';

/** `blueprint observability`: what people look at, and what wakes them, as files. */
export function observabilityCommand(): Command {
  return new Command('observability')
    .description('write rules for Prometheus, dashboards for Grafana and routes for an Alertmanager')
    .requiredOption('--out <folder>', 'where the files go')
    .option('--on-call <file>', 'who is told of which alerts: a TypeScript, JavaScript, JSON or YAML file')
    .option('--runbooks <url>', "what stands before an alert's name and .md in the link to its runbook")
    .action(async (options: { out: string; onCall?: string; runbooks?: string }) => {
      // Loaded only where they are needed: the other sub-commands start faster without them.
      const [{ sightFiles }, { readOnCall }] = await Promise.all([import('./files.ts'), import('./on-call-file.ts')]);
      const onCall = options.onCall === undefined ? undefined : await readOnCall(options.onCall);
      const files = sightFiles(options.runbooks === undefined ? {} : { runbooks: options.runbooks }, onCall);
      const out = path.resolve(options.out);
      for (const [file, text] of files) {
        await mkdir(path.dirname(path.join(out, file)), { recursive: true });
        await writeFile(path.join(out, file), text);
      }
      process.stdout.write(`${[...files.keys()].join('\n')}\nin ${out}\n`);
    });
}

/** `blueprint dashboards`: the dashboards with a Prometheus' data, without Grafana. */
export function dashboardsCommand(): Command {
  return new Command('dashboards')
    .description('show the dashboards on this machine, with the data of a Prometheus')
    .option('--prometheus <url>', 'where Prometheus is', 'http://127.0.0.1:9090/')
    .option('--port <number>', 'port on loopback; 0 takes one that is free', '9091')
    .action(async (options: { prometheus: string; port: string }) => {
      const problem = optionProblem(options);
      if (problem !== undefined) throw new Error(problem);
      const { viewDashboards } = await import('./view.ts');
      const { url } = await viewDashboards(`${options.prometheus.replace(/\/$/, '')}/`, Number(options.port));
      process.stdout.write(`Dashboards: ${url}\n`);
    });
}

function optionProblem({ prometheus, port }: { readonly prometheus: string; readonly port: string }): string | undefined {
  if (!URL.canParse(prometheus)) return `--prometheus is "${prometheus}"; write a URL such as http://127.0.0.1:9090/`;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return `--port is "${port}"; write a number from 0 to 65535`;
  return undefined;
}
