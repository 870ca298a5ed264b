import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds at a moment. */
export interface ProcessSample {
  readonly rssMb: number;
  readonly files: number;
  readonly sockets: number;
  readonly threads: number;
}

/** Reads `/proc`. @throws Error where there is none, or when the process is gone */
export function sampleOf(pid: number): ProcessSample {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return {
    rssMb: Math.round(number('VmRSS') / 1024),
    files: links.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    threads: number('Threads'),
  };
}
